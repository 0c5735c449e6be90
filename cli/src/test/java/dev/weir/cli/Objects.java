// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.Function;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.bytecode.object.Linkage;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.ObjectWriter;
import dev.weir.bytecode.object.Program;
import dev.weir.bytecode.object.Relocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Small objects for the tests.
final class Objects {
  private Objects() {}

  /// Writes an object file.
  static Path write(Path folder, BpfObject object) throws IOException {
    return Files.write(folder.resolve(object.name() + ".o"), ObjectWriter.write(object));
  }

  /// An object of programs without maps.
  static BpfObject of(String name, Program... programs) {
    return new BpfObject(
        name,
        "GPL",
        List.of(programs),
        List.of(),
        List.of(),
        List.of(),
        Optional.of(types()),
        List.of());
  }

  /// A program that only returns a number.
  static Program returning(String section, String name, int result) {
    return program(
        section, name, new Insn.Mov<>(Width.W64, Reg.R0, Operand.imm(result)), new Insn.Exit<>());
  }

  /// A program that reads past its context.
  static Program wrong(String section, String name) {
    return program(
        section,
        name,
        new Insn.Load<>(MemSize.W, false, Reg.R0, Reg.R1, (short) 4096),
        new Insn.Exit<>());
  }

  @SafeVarargs
  private static Program program(String section, String name, Insn<Reg>... insns) {
    LineInfo line = new LineInfo(0, name + ".weir", "on " + name + "(ctx) {", 7, 1);
    return new Program(
        section,
        new Function(name, Linkage.GLOBAL, new Code(List.of(insns), List.of(), List.of(line)), 0));
  }

  private static Btf types() {
    return new Btf(List.of(new BtfType.Int("int", 4, 32, 0, BtfType.Int.Encoding.SIGNED)));
  }

  /// An object with a per-CPU map `counters` of two counters, of which its program raises the
  /// first.
  static BpfObject counting(String section) {
    Btf types =
        new Btf(
            List.of(
                new BtfType.Int("u32", 4, 32, 0, BtfType.Int.Encoding.UNSIGNED),
                new BtfType.Int("u64", 8, 64, 0, BtfType.Int.Encoding.UNSIGNED),
                new BtfType.Struct(
                    "counters",
                    16,
                    List.of(
                        new BtfType.Member("seen", 2, 0, 0),
                        new BtfType.Member("lost", 2, 64, 0)))));
    MapSpec counters =
        new MapSpec(
            "counters",
            MapType.PERCPU_ARRAY.number(),
            4,
            16,
            1,
            0,
            1,
            3,
            MapSpec.Pinning.NONE,
            -1,
            0,
            Optional.empty(),
            List.of());
    List<Insn<Reg>> insns =
        List.of(
            new Insn.Store<>(MemSize.W, Reg.R10, (short) -4, Operand.imm(0)),
            new Insn.Mov<>(Width.W64, Reg.R2, Operand.reg(Reg.R10)),
            new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R2, Operand.imm(-4)),
            new Insn.LoadImm64<>(Reg.R1, Pseudo.VALUE, 0),
            new Insn.CallHelper<>(1),
            new Insn.JumpIf<>(Condition.EQ, Width.W64, Reg.R0, Operand.imm(0), (short) 3),
            new Insn.Load<>(MemSize.DW, false, Reg.R1, Reg.R0, (short) 0),
            new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R1, Operand.imm(1)),
            new Insn.Store<>(MemSize.DW, Reg.R0, (short) 0, Operand.reg(Reg.R1)),
            new Insn.Mov<>(Width.W64, Reg.R0, Operand.imm(1)),
            new Insn.Exit<>());
    Code code =
        new Code(
            insns, List.of(new Relocation(3, new Relocation.Target.MapRef("counters"))), List.of());
    return new BpfObject(
        "counting",
        "GPL",
        List.of(new Program(section, new Function("count", Linkage.GLOBAL, code, 0))),
        List.of(),
        List.of(counters),
        List.of(),
        Optional.of(types),
        List.of());
  }
}
