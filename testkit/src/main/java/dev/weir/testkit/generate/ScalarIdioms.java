// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.SwapKind;
import dev.weir.bytecode.isa.Width;
import java.util.List;

/// Arithmetic and comparisons of numbers.
final class ScalarIdioms {
  private ScalarIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("alu", 30, ScalarIdioms::alu),
        new Idiom("alu reg", 15, ScalarIdioms::aluReg),
        new Idiom("constant", 10, ScalarIdioms::constant),
        new Idiom("copy", 10, ScalarIdioms::copy),
        new Idiom("swap", 5, ScalarIdioms::swap),
        new Idiom("extend", 7, ScalarIdioms::extend),
        new Idiom("bound", 10, ScalarIdioms::bound),
        new Idiom("linked", 10, ScalarIdioms::linked),
        new Idiom("impossible", 3, ScalarIdioms::impossible));
  }

  private static Width width(Scene s) {
    return s.dice.chance(40) ? Width.W32 : Width.W64;
  }

  private static boolean alu(Scene s) {
    Reg reg = s.number();
    for (int i = s.dice.between(1, 3); i > 0; i--) {
      AluOp op = s.dice.pick(AluOp.values());
      Width width = width(s);
      int value =
          switch (op) {
            case LSH, RSH, ARSH -> s.dice.below(width.bits());
            case DIV, SDIV, MOD, SMOD -> Math.max(1, s.dice.number() & 0xffff);
            default -> s.dice.number();
          };
      s.w.alu(op, width, reg, value);
    }
    return true;
  }

  private static boolean aluReg(Scene s) {
    Reg left = s.number();
    Reg right = s.number(left);
    s.w.alu(s.dice.pick(AluOp.values()), width(s), left, s.dice.chance(10) ? left : right);
    if (s.dice.chance(10)) {
      s.emit(new Insn.Neg<>(width(s), left));
      s.w.set(left, Value.UNKNOWN);
    }
    return true;
  }

  private static boolean constant(Scene s) {
    Reg reg = s.scratch();
    switch (s.dice.below(4)) {
      case 0 -> s.w.move(reg, s.dice.number());
      case 1 -> s.w.move32(reg, s.dice.number());
      case 2 -> s.w.wide(reg, s.dice.bits() >>> s.dice.below(64));
      default -> s.unknown(reg);
    }
    return true;
  }

  private static boolean copy(Scene s) {
    Reg from = s.number();
    Reg kept = s.dice.chance(50) ? s.kept() : null;
    Reg to = kept == null ? s.scratch(from) : kept;
    if (s.dice.chance(70)) {
      s.w.move(to, from);
    } else {
      s.w.move32(to, from);
    }
    return true;
  }

  private static boolean swap(Scene s) {
    Reg reg = s.number();
    SwapKind kind = s.dice.pick(SwapKind.values());
    int bits = s.dice.pick(16, 32, 64);
    s.emit(new Insn.Swap<>(kind, bits, reg));
    s.w.set(reg, bits == 64 ? Value.UNKNOWN : Value.scalar(0, (1L << bits) - 1));
    return true;
  }

  private static boolean extend(Scene s) {
    Reg from = s.number();
    Reg to = s.dice.chance(50) ? from : s.scratch(from);
    Width width = width(s);
    int bits = width == Width.W64 ? s.dice.pick(8, 16, 32) : s.dice.pick(8, 16);
    s.emit(new Insn.MovSx<>(width, bits, to, from));
    s.w.set(to, Value.UNKNOWN);
    return true;
  }

  private static boolean bound(Scene s) {
    Reg reg = s.number();
    s.bound(reg, s.dice.pick(1, 3, 7, 15, 31, 63, 100, 255, 1000, 65535));
    return true;
  }

  /// A copy, perhaps moved by a constant, that learns from a comparison of the other.
  private static boolean linked(Scene s) {
    Reg from = s.number();
    Reg to = s.scratch(from);
    s.w.move(to, from);
    int delta = s.dice.chance(60) ? s.dice.between(-16, 64) : 0;
    if (delta != 0) {
      s.w.alu(AluOp.ADD, width(s), to, delta);
    }
    Reg compared = s.dice.chance(50) ? from : to;
    int most = s.dice.pick(1, 7, 8, 20, 40, 64);
    int skip = s.w.label();
    Track before = s.w.track().copy();
    s.w.jumpIf(
        s.dice.pick(Condition.GT, Condition.SGT, Condition.GE, Condition.NE, Condition.SGE),
        width(s),
        compared,
        most,
        skip);
    s.w.set(compared, Value.scalar(0, most));
    s.w.set(compared == from ? to : from, Value.scalar(0, most + 64));
    s.nest(s.dice.between(1, 2));
    s.w.mark(skip);
    s.w.track().join(before);
    return true;
  }

  /// A branch that can never be taken guards what must not happen.
  private static boolean impossible(Scene s) {
    Reg reg = s.number();
    int mask = s.dice.pick(1, 7, 15, 255);
    s.w.and(reg, mask);
    int over = s.w.label();
    int dead = s.w.label();
    s.w.jumpIf(
        s.dice.chance(50) ? Condition.GT : Condition.SGT,
        width(s),
        reg,
        mask + s.dice.below(2),
        dead);
    s.w.jump(over);
    s.w.mark(dead);
    Track before = s.w.track().copy();
    s.w.move(Reg.R1, Reg.R10);
    s.w.load(dev.weir.bytecode.isa.MemSize.DW, Reg.R1, Reg.R1, s.dice.chance(50) ? 8 : -520);
    s.w.setTrack(before);
    s.w.set(Reg.R1, Value.NONE);
    s.w.mark(over);
    return true;
  }
}
