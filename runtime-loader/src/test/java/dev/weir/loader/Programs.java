// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.Function;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.bytecode.object.Linkage;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import dev.weir.bytecode.object.Relocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Small programs for the tests, built from instructions.
final class Programs {
  static final int HASH = 1;
  static final int ARRAY = 2;
  static final int PERCPU_ARRAY = 6;

  private Programs() {}

  static Insn<Reg> mov(Reg dst, int value) {
    return new Insn.Mov<>(Width.W64, dst, Operand.imm(value));
  }

  static Insn<Reg> mov(Reg dst, Reg src) {
    return new Insn.Mov<>(Width.W64, dst, Operand.reg(src));
  }

  static Insn<Reg> add(Reg dst, int value) {
    return new Insn.Alu<>(AluOp.ADD, Width.W64, dst, Operand.imm(value));
  }

  static Insn<Reg> load(MemSize size, Reg dst, Reg base, int offset) {
    return new Insn.Load<>(size, false, dst, base, (short) offset);
  }

  static Insn<Reg> store(MemSize size, Reg base, int offset, int value) {
    return new Insn.Store<>(size, base, (short) offset, Operand.imm(value));
  }

  static Insn<Reg> store(MemSize size, Reg base, int offset, Reg value) {
    return new Insn.Store<>(size, base, (short) offset, Operand.reg(value));
  }

  static Insn<Reg> helper(int id) {
    return new Insn.CallHelper<>(id);
  }

  static Insn<Reg> call() {
    return new Insn.CallLocal<>(0);
  }

  static Insn<Reg> wide(Reg dst) {
    return new Insn.LoadImm64<>(dst, Pseudo.VALUE, 0);
  }

  static Insn<Reg> jump(Condition condition, Reg left, int right, int offset) {
    return new Insn.JumpIf<>(condition, Width.W64, left, Operand.imm(right), (short) offset);
  }

  static Insn<Reg> increment(Reg base) {
    return new Insn.Atomic<>(AtomicOp.ADD, false, MemSize.DW, base, (short) 0, Reg.R1);
  }

  static Insn<Reg> exit() {
    return new Insn.Exit<>();
  }

  /// Instructions with the relocations that start at some of them.
  static final class Body {
    private final List<Insn<Reg>> insns = new ArrayList<>();
    private final List<Relocation> relocations = new ArrayList<>();
    private final List<LineInfo> lines = new ArrayList<>();
    private int slots;

    @SafeVarargs
    final Body then(Insn<Reg>... more) {
      for (Insn<Reg> insn : more) {
        insns.add(insn);
        slots += insn.slots();
      }
      return this;
    }

    Body then(Insn<Reg> insn, Relocation.Target target) {
      relocations.add(new Relocation(slots, target));
      return then(insn);
    }

    Body line(String file, int line, String text) {
      lines.add(new LineInfo(slots, file, text, line, 1));
      return this;
    }

    Code code() {
      return new Code(insns, relocations, lines);
    }

    Program program(String section, String name) {
      return new Program(section, new Function(name, Linkage.GLOBAL, code(), 0));
    }

    Function function(String name) {
      return new Function(name, Linkage.STATIC, code(), 0);
    }
  }

  static Body body() {
    return new Body();
  }

  /// Adds one to the eight bytes of element 0 of an array map; clobbers R0 to R5.
  static Body count(Body body, String map) {
    return body.then(store(MemSize.W, Reg.R10, -4, 0), mov(Reg.R2, Reg.R10), add(Reg.R2, -4))
        .then(wide(Reg.R1), new Relocation.Target.MapRef(map))
        .then(helper(1), jump(Condition.EQ, Reg.R0, 0, 2), mov(Reg.R1, 1), increment(Reg.R0));
  }

  static BpfObject object(List<MapSpec> maps, Program... programs) {
    return object(maps, List.of(), programs);
  }

  static BpfObject object(List<MapSpec> maps, List<Function> functions, Program... programs) {
    return new BpfObject(
        "test", "GPL", List.of(programs), functions, maps, List.of(), Optional.empty(), List.of());
  }
}
