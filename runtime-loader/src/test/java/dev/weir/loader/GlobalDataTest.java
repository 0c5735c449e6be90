// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static dev.weir.loader.Programs.body;
import static dev.weir.loader.Programs.exit;
import static dev.weir.loader.Programs.load;
import static dev.weir.loader.Programs.mov;
import static dev.weir.loader.Programs.wide;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.DataSection.Variable;
import dev.weir.bytecode.object.Relocation.Target.DataRef;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.map.Codec;
import dev.weir.loader.program.TestRun;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class GlobalDataTest {
  private static final byte[] PACKET = new byte[64];

  @BeforeAll
  static void needsBpf() {
    Kernel.needsBpf();
  }

  /// Returns `limit` (a constant) plus `seen` (a variable), and adds one to `seen`.
  private static BpfObject object() {
    var program =
        body()
            .then(wide(Reg.R1), new DataRef(".rodata", 4))
            .then(load(MemSize.W, Reg.R0, Reg.R1, 0))
            .then(wide(Reg.R1), new DataRef(".bss", 0))
            .then(
                load(MemSize.DW, Reg.R2, Reg.R1, 0),
                new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R0, Operand.reg(Reg.R2)),
                Programs.add(Reg.R2, 1),
                Programs.store(MemSize.DW, Reg.R1, 0, Reg.R2),
                exit())
            .program("tc", "p");
    return new BpfObject(
        "globals",
        "GPL",
        List.of(program),
        List.of(),
        List.of(),
        List.of(
            new DataSection(
                ".rodata",
                new byte[] {9, 9, 9, 9, 5, 0, 0, 0},
                List.of(new Variable("other", 0, 4, 0), new Variable("limit", 4, 4, 0)),
                0),
            new DataSection(".bss", new byte[8], List.of(new Variable("seen", 0, 8, 0)), 0)),
        Optional.empty(),
        List.of());
  }

  private static int run(LoadedObject loaded) {
    return TestRun.run(loaded.program("p"), PACKET).retval();
  }

  @Test
  void programsAndUserSpaceShareVariables() {
    try (LoadedObject loaded = Loader.load(object())) {
      assertEquals(5, run(loaded));
      assertEquals(6, run(loaded));
      assertEquals(2L, loaded.variable("seen").get(Codec.u64()));
      loaded.variable("seen").set(Codec.u64(), 100L);
      assertEquals(105, run(loaded));
    }
  }

  @Test
  void constantsAreSetBeforeTheLoadAndFrozenAfter() {
    try (LoadedObject loaded = Loader.load(object(), LoadOptions.defaults().with("limit", 40))) {
      assertEquals(40, run(loaded));
      assertEquals(40, loaded.variable("limit").get(Codec.u32()));
      BpfException late =
          assertThrows(BpfException.class, () -> loaded.variable("limit").set(Codec.u32(), 1));
      assertEquals(LoaderProblem.BAD_CONSTANT, late.kind());
      BpfException frozen =
          assertThrows(
              BpfException.class, () -> loaded.dataMap(".rodata").update(new byte[4], new byte[8]));
      assertTrue(frozen.problem().help().getFirst().contains("frozen"));
    }
  }

  @Test
  void theVerifierKnowsConstants() {
    BpfObject object = object();
    var guarded =
        body()
            .then(wide(Reg.R1), new DataRef(".rodata", 4))
            .then(
                load(MemSize.W, Reg.R2, Reg.R1, 0),
                mov(Reg.R0, 0),
                Programs.jump(Condition.EQ, Reg.R2, 5, 1),
                Programs.helper(99_999),
                exit())
            .program("tc", "guarded");
    BpfObject dead =
        new BpfObject(
            "dead",
            "GPL",
            List.of(guarded),
            List.of(),
            List.of(),
            object.data(),
            Optional.empty(),
            List.of());
    Loader.load(dead).close();
    assertThrows(
        BpfException.class, () -> Loader.load(dead, LoadOptions.defaults().with("limit", 6)));
  }

  @Test
  void unsuitableConstantsAreErrors() {
    LoadOptions options = LoadOptions.defaults();
    BpfException unknown =
        assertThrows(BpfException.class, () -> Loader.load(object(), options.with("limt", 1)));
    assertEquals(LoaderProblem.BAD_CONSTANT, unknown.kind());
    assertTrue(unknown.problem().help().getFirst().contains("limit"));
    assertThrows(BpfException.class, () -> Loader.load(object(), options.with("limit", 1L << 32)));
    assertThrows(
        BpfException.class,
        () ->
            Loader.load(
                object(), options.with("limit", new LoadOptions.Constant.Bytes(new byte[3]))));
    Loader.load(object(), options.with("limit", -1)).close();
    Loader.load(object(), options.with("limit", 0xffffffffL)).close();
  }
}
