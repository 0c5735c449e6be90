// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static dev.weir.loader.Programs.body;
import static dev.weir.loader.Programs.call;
import static dev.weir.loader.Programs.exit;
import static dev.weir.loader.Programs.mov;
import static dev.weir.loader.Programs.object;
import static dev.weir.loader.Programs.wide;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.link.ProgramLinker;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.bytecode.object.Relocation;
import dev.weir.bytecode.object.Relocation.Target.FunctionRef;
import dev.weir.bytecode.object.Relocation.Target.MapRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramLinkerTest {
  private static final BpfObject OBJECT =
      object(
          List.of(),
          List.of(
              body()
                  .line("a.weir", 9, "recurse")
                  .then(wide(Reg.R1), new MapRef("m"))
                  .then(call(), new FunctionRef("second"))
                  .then(exit())
                  .function("first"),
              body()
                  .then(call(), new FunctionRef("first"))
                  .then(wide(Reg.R2), new FunctionRef("second"))
                  .then(exit())
                  .function("second"),
              body().then(exit()).function("unused")),
          body()
              .line("a.weir", 1, "on tc")
              .then(mov(Reg.R0, 0))
              .then(call(), new FunctionRef("first"))
              .then(exit())
              .program("tc", "main"));

  private static final ProgramLinker.Linked LINKED = linked();

  private static ProgramLinker.Linked linked() {
    try {
      return ProgramLinker.link(OBJECT, OBJECT.programs().getFirst());
    } catch (LinkException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void eachFunctionIsPlacedOnceInTheOrderOfFirstReference() {
    assertEquals(
        List.of("main@0", "first@3", "second@7"),
        LINKED.functions().stream().map(p -> p.function().name() + "@" + p.slot()).toList());
  }

  @Test
  void callsAndAddressesGetTheirDistances() {
    assertEquals(new Insn.CallLocal<Reg>(1), LINKED.insns().get(1));
    assertEquals(new Insn.CallLocal<Reg>(1), LINKED.insns().get(4));
    assertEquals(new Insn.CallLocal<Reg>(-5), LINKED.insns().get(6));
    assertEquals(
        new Insn.LoadImm64<>(Reg.R2, Pseudo.FUNC, Integer.toUnsignedLong(-2)),
        LINKED.insns().get(7));
  }

  @Test
  void otherRelocationsAndLinesMoveWithTheirFunction() {
    assertEquals(List.of(new Relocation(3, new MapRef("m"))), LINKED.relocations());
    assertEquals(
        List.of(
            new LineInfo(0, "a.weir", "on tc", 1, 1),
            new LineInfo(3, "a.weir", "recurse", 9, 1),
            new LineInfo(7, "", "", 0, 0)),
        LINKED.lines());
  }
}
