// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.ir.IrCheck;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrFunction.Kind;
import dev.weir.compiler.ir.IrFunction.Signature;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.text.IrParser;
import dev.weir.compiler.ir.text.IrPrinter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FunctionBuilderTest {
  private static final DataType U32 = new DataType.IntType("u32", 4, false, false);

  private final FunctionBuilder builder =
      FunctionBuilder.of(
          "f",
          new Kind.Subprogram(false),
          new Signature(List.of("a"), List.of(U32), Optional.of(U32)),
          List.of(IrType.I32),
          Optional.of(IrType.I32));
  private final Value a = builder.parameters().getFirst();

  /// Compares the built function with text, given without the header.
  private void assertBuilds(String body) {
    IrFunction function = builder.build();
    assertEquals(List.of(), IrCheck.check(function));
    String header = "subprogram f(v0 a: i32) -> i32 {\n  signature (a u32:4) -> u32:4\n";
    assertEquals(header + body + "}\n", IrPrinter.print(function));
    assertEquals(function, IrParser.parseFunction(IrPrinter.print(function)));
  }

  @Test
  void variablesThatDifferWhereWaysMeetBecomeBlockParameters() {
    Variable best = builder.declareVariable("best", IrType.I32);
    Block less = builder.newBlock();
    Block done = builder.newBlock();
    Value limit = builder.constant(IrType.I32, 10);
    builder.define(best, a);
    builder.branch(Condition.LT, builder.use(best), limit, less, done);
    builder.switchTo(less);
    builder.seal(less);
    builder.define(best, limit);
    builder.jump(done);
    builder.switchTo(done);
    builder.seal(done);
    builder.ret(builder.use(best));
    assertBuilds(
        """
        b0:
          v1 best: i32 = const 10
          branch v0 < v1, b1, b2(v0)
        b1:
          jump b2(v1)
        b2(v2 best: i32):
          return v2
        """);
  }

  @Test
  void aLoopGetsParametersForWhatItChangesOnly() {
    Variable i = builder.declareVariable("i", IrType.I32);
    Variable bound = builder.declareVariable("bound", IrType.I32);
    Block head = builder.newBlock();
    Block body = builder.newBlock();
    Block exit = builder.newBlock();
    builder.define(i, builder.constant(IrType.I32, 0));
    builder.define(bound, a);
    builder.jump(head);
    builder.switchTo(head);
    builder.branch(Condition.LT, builder.use(i), builder.use(bound), body, exit);
    builder.switchTo(body);
    builder.seal(body);
    builder.define(i, builder.binary(AluOp.ADD, builder.use(i), builder.constant(IrType.I32, 1)));
    builder.jump(head);
    builder.seal(head);
    builder.switchTo(exit);
    builder.seal(exit);
    builder.ret(builder.use(i));
    assertBuilds(
        """
        b0:
          v1 i: i32 = const 0
          jump b1(v1)
        b1(v2 i: i32):
          branch v2 < v0, b2, b3
        b2:
          v3: i32 = const 1
          v4 i: i32 = add v2, v3
          jump b1(v4)
        b3:
          return v2
        """);
  }

  @Test
  void unreachableCodeLeavesNoTrace() {
    Variable x = builder.declareVariable("x", IrType.I32);
    Block dead = builder.newBlock();
    Block end = builder.newBlock();
    builder.define(x, a);
    builder.jump(end);
    builder.switchTo(dead);
    builder.seal(dead);
    assertFalse(builder.isReachable());
    builder.define(x, builder.constant(IrType.I32, 7));
    builder.jump(end);
    assertTrue(builder.isTerminated());
    builder.switchTo(end);
    builder.seal(end);
    assertTrue(builder.isReachable());
    builder.ret(builder.use(x));
    assertBuilds(
        """
        b0:
          jump b1
        b1:
          return v0
        """);
  }

  @Test
  void aVariableMayBeUndefinedInUnreachableCode() {
    Variable x = builder.declareVariable("x", IrType.I32);
    Block dead = builder.newBlock();
    builder.ret(a);
    builder.switchTo(dead);
    builder.seal(dead);
    builder.ret(builder.use(x));
    assertBuilds("b0:\n  return v0\n");
  }

  @Test
  void useBeforeDefinitionIsRefused() {
    Variable x = builder.declareVariable("x", IrType.I32);
    Exception e = assertThrows(IllegalStateException.class, () -> builder.use(x));
    assertTrue(e.getMessage().contains("variable x"), e.getMessage());
  }

  @Test
  void wrongTypesAreRefusedWhereTheyAreEmitted() {
    Value wide = builder.constant(IrType.I64, 1);
    Value stack = builder.stackAddress(builder.stackSlot("key", 8, 4), 0);
    assertThrows(IllegalStateException.class, () -> builder.binary(AluOp.ADD, a, wide));
    assertThrows(IllegalStateException.class, () -> builder.truncate(a));
    assertThrows(IllegalStateException.class, () -> builder.swap(64, a));
    assertThrows(IllegalStateException.class, () -> builder.extend(IrType.I64, false, 32, wide));
    assertThrows(
        IllegalStateException.class,
        () -> builder.load(IrType.I32, MemSize.DW, stack, 0, Memory.STACK));
    assertThrows(
        IllegalStateException.class,
        () -> builder.load(IrType.I32, MemSize.W, stack, 0, Memory.PACKET));
    assertThrows(
        IllegalStateException.class, () -> builder.store(MemSize.DW, stack, 0, a, Memory.STACK));
    assertThrows(IllegalStateException.class, () -> builder.ret(wide));
    assertThrows(IllegalStateException.class, () -> builder.ret());
    assertThrows(IllegalStateException.class, () -> builder.refine(stack));
    Value map =
        builder.callHelper(
            IrType.nullable(Region.MAP_VALUE), 1, List.of(builder.mapAddress("m"), stack), false);
    assertThrows(
        IllegalStateException.class,
        () -> builder.load(IrType.I32, MemSize.W, map, 0, Memory.MAP_VALUE));
    assertThrows(IllegalStateException.class, () -> builder.pointerAdd(map, 4));
  }

  @Test
  void blocksAreFilledOnceAndSealedOnce() {
    Block next = builder.newBlock();
    builder.jump(next);
    assertThrows(IllegalStateException.class, () -> builder.constant(IrType.I32, 1));
    assertThrows(IllegalStateException.class, () -> builder.jump(next));
    builder.seal(next);
    assertThrows(IllegalStateException.class, () -> builder.seal(next));
    builder.switchTo(next);
    assertThrows(IllegalStateException.class, () -> builder.jump(next));
    assertThrows(IllegalStateException.class, builder::build);
    builder.ret(a);
    assertBuilds("b0:\n  jump b1\nb1:\n  return v0\n");
  }

  @Test
  void longProgramsNeedNoDeepStack() {
    Variable x = builder.declareVariable("x", IrType.I32);
    Variable y = builder.declareVariable("y", IrType.I32);
    builder.define(x, a);
    builder.define(y, a);
    Value zero = builder.constant(IrType.I32, 0);
    for (int i = 0; i < 20_000; i++) {
      Block then = builder.newBlock();
      Block join = builder.newBlock();
      builder.branch(Condition.EQ, builder.use(y), zero, then, join);
      builder.switchTo(then);
      builder.seal(then);
      builder.define(y, zero);
      builder.jump(join);
      builder.switchTo(join);
      builder.seal(join);
    }
    builder.ret(builder.use(x));
    assertEquals(40_001, builder.build().blocks().size());
  }
}
