// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrFunction.StackSlot;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Operation.CallFunction;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Terminator.Target;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Copies functions of kind `inline` into their callers.
///
/// ```text
/// v2: i32 = call half(v1)                v_0: i32 = const 1
/// return v2                         =>   v_1: i32 = rsh v1, v_0
///                                        jump b1(v_1)    b1(v2: i32): return v2
/// ```
///
/// Needs that functions do not call themselves. Guarantees that no call of such a function is left;
/// the optimizer then drops the functions. A result that is not used stays a parameter for
/// `dead-code`. The callee's stack slots become the caller's, once for each copy.
///
/// Linear in the code that results.
final class Inlining {
  private final Map<String, IrFunction> inline = new HashMap<>();
  private final Edit edit;
  private final List<StackSlot> slots;

  private Inlining(IrFunction caller, IrModule module) {
    for (IrFunction function : module.functions()) {
      if (function.kind() instanceof IrFunction.Kind.Inline) {
        inline.put(function.name(), function);
      }
    }
    this.edit = new Edit(caller);
    this.slots = new ArrayList<>(caller.slots());
  }

  static IrFunction inline(IrFunction function, PassContext context) {
    Inlining pass = new Inlining(function, context.module());
    if (pass.inline.isEmpty()) {
      return function;
    }
    List<IrBlock> blocks = new ArrayList<>();
    function.blocks().forEach(block -> pass.expand(block, blocks, new ArrayList<>()));
    return function.with(blocks, pass.slots);
  }

  /// Adds a block to `out` with its first call of an inline function replaced by a copy, and what
  /// follows the call as a block of its own, in which more calls are expanded.
  ///
  /// @param path the functions that are being copied, outermost first
  private void expand(IrBlock block, List<IrBlock> out, List<String> path) {
    List<Operation> operations = block.operations();
    for (int i = 0; i < operations.size(); i++) {
      if (operations.get(i) instanceof CallFunction call
          && inline.get(call.function()) instanceof IrFunction callee) {
        int rest = edit.freshBlock();
        Copy copy = new Copy(callee, call.arguments(), rest, call.result().isPresent());
        out.add(
            new IrBlock(
                block.id(),
                block.parameters(),
                operations.subList(0, i),
                new Terminator.Jump(new Target(copy.entry(), List.of()), call.span())));
        enter(callee, path);
        copy.blocks().forEach(copied -> expand(copied, out, path));
        path.removeLast();
        IrBlock after =
            new IrBlock(
                rest,
                call.result().map(List::of).orElse(List.of()),
                operations.subList(i + 1, operations.size()),
                block.terminator());
        expand(after, out, path);
        return;
      }
    }
    out.add(block);
  }

  private static void enter(IrFunction callee, List<String> path) {
    if (path.contains(callee.name())) {
      throw new IllegalStateException(callee.name() + " calls itself through " + path);
    }
    path.add(callee.name());
  }

  /// One copy of a function, its values, blocks and slots numbered anew.
  private final class Copy {
    private final IrFunction callee;
    private final int rest;
    private final boolean resultUsed;
    private final int firstSlot;
    private final Map<Integer, Value> values = new HashMap<>();
    private final Map<Integer, Integer> blocks = new HashMap<>();

    Copy(IrFunction callee, List<Value> arguments, int rest, boolean resultUsed) {
      this.callee = callee;
      this.rest = rest;
      this.resultUsed = resultUsed;
      this.firstSlot = slots.size();
      slots.addAll(callee.slots());
      for (int i = 0; i < callee.parameters().size(); i++) {
        values.put(callee.parameters().get(i).id(), arguments.get(i));
      }
      for (IrBlock block : callee.blocks()) {
        blocks.put(block.id(), edit.freshBlock());
        block.parameters().forEach(this::renew);
        block.operations().forEach(o -> o.definition().ifPresent(this::renew));
      }
    }

    private void renew(Value value) {
      values.put(value.id(), edit.fresh(value.type(), value.name()));
    }

    private Value value(Value value) {
      return Optional.ofNullable(values.get(value.id())).orElseThrow();
    }

    private int block(int id) {
      return Optional.ofNullable(blocks.get(id)).orElseThrow();
    }

    int entry() {
      return block(callee.blocks().getFirst().id());
    }

    List<IrBlock> blocks() {
      return callee.blocks().stream().map(this::copied).toList();
    }

    private IrBlock copied(IrBlock block) {
      List<Operation> operations = new ArrayList<>();
      for (Operation operation : block.operations()) {
        Operation renumbered = operation.mapOperands(this::value).mapDefinition(this::value);
        operations.add(
            renumbered instanceof Operation.StackAddress o
                ? new Operation.StackAddress(o.result(), firstSlot + o.slot(), o.offset(), o.span())
                : renumbered);
      }
      return new IrBlock(
          block(block.id()),
          block.parameters().stream().map(this::value).toList(),
          operations,
          terminator(block.terminator()));
    }

    private Terminator terminator(Terminator terminator) {
      if (terminator instanceof Terminator.Return ret) {
        List<Value> result =
            resultUsed ? ret.value().map(v -> List.of(value(v))).orElse(List.of()) : List.of();
        return new Terminator.Jump(new Target(rest, result), ret.span());
      }
      return terminator
          .mapOperands(this::value)
          .mapTargets(t -> new Target(block(t.block()), t.arguments()));
    }
  }
}
