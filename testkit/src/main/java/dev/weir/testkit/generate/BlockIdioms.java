// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import java.util.List;

/// Branches and loops.
final class BlockIdioms {
  private BlockIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("block if", 16, BlockIdioms::branch),
        new Idiom("block counted", 5, BlockIdioms::counted),
        new Idiom("block searched", 4, BlockIdioms::searched),
        new Idiom("block may_goto", 3, BlockIdioms::mayGoto),
        new Idiom("leave", 6, BlockIdioms::leave));
  }

  private static Width width(Scene s) {
    return s.dice.chance(40) ? Width.W32 : Width.W64;
  }

  private static Operand<Reg> operand(Scene s, Reg left) {
    return s.dice.chance(65) ? Operand.imm(s.dice.number()) : Operand.reg(s.number(left));
  }

  private static boolean branch(Scene s) {
    Reg reg = s.number();
    Operand<Reg> right = operand(s, reg);
    int otherwise = s.w.label();
    s.w.jumpIf(s.dice.pick(Condition.values()), width(s), reg, right, otherwise);
    Track before = s.w.track().copy();
    s.nest(s.dice.between(1, 4));
    if (s.dice.chance(50)) {
      int end = s.w.label();
      s.w.jump(end);
      Track first = s.w.track();
      s.w.setTrack(before);
      s.w.mark(otherwise);
      s.nest(s.dice.between(1, 4));
      s.w.mark(end);
      s.w.track().join(first);
    } else {
      s.w.mark(otherwise);
      s.w.track().join(before);
    }
    return true;
  }

  /// A counter from zero up, or down to zero.
  private static boolean counted(Scene s) {
    Reg counter = s.kept();
    if (counter == null) {
      return false;
    }
    boolean up = s.dice.chance(70);
    int times = s.nesting() > 0 ? s.dice.between(1, 3) : s.dice.pick(1, 2, 3, 4, 8, 16);
    s.w.move(counter, up ? 0 : times);
    s.plot.reserve(counter);
    s.w.set(counter, Value.scalar(0, times));
    forget(s);
    int head = s.w.here();
    Track start = s.w.track().copy();
    s.nest(s.dice.between(1, 2));
    keepOnly(s, start);
    Width width = width(s);
    s.w.alu(AluOp.ADD, width, counter, up ? 1 : -1);
    Condition again = up ? s.dice.pick(Condition.LT, Condition.NE, Condition.SLT) : Condition.NE;
    s.w.jumpIf(again, width, counter, up ? times : 0, head);
    s.plot.release(counter);
    s.w.set(counter, Value.scalar(0, times));
    s.w.track().join(start);
    return true;
  }

  /// A loop that data ends, bounded or not.
  private static boolean searched(Scene s) {
    Reg counter = s.kept();
    if (counter == null) {
      return false;
    }
    if (s.dice.chance(60)) {
      s.w.move(counter, 0);
    } else {
      s.unknown(counter);
      if (s.dice.chance(85)) {
        s.bound(counter, 15);
      }
    }
    s.plot.reserve(counter);
    s.w.set(counter, Value.UNKNOWN);
    forget(s);
    int head = s.w.here();
    int end = s.w.label();
    Track start = s.w.track().copy();
    s.w.jumpIf(
        s.dice.pick(Condition.GE, Condition.SGE, Condition.EQ, Condition.GT),
        width(s),
        counter,
        s.nesting() > 0 ? 2 : s.dice.pick(2, 4, 8),
        end);
    s.nest(s.dice.between(1, 2));
    keepOnly(s, start);
    s.w.alu(AluOp.ADD, width(s), counter, s.dice.chance(85) ? 1 : 2);
    s.w.jump(head);
    s.w.mark(end);
    s.plot.release(counter);
    s.w.track().join(start);
    return true;
  }

  private static boolean mayGoto(Scene s) {
    if (!s.plot.kernel().atLeast(new dev.weir.bytecode.kernel.KernelVersion(6, 9))) {
      return false;
    }
    Reg counter = s.kept();
    if (counter == null) {
      return false;
    }
    s.w.move(counter, 0);
    s.plot.reserve(counter);
    s.w.set(counter, Value.UNKNOWN);
    forget(s);
    int end = s.w.label();
    int head = s.w.here();
    Track start = s.w.track().copy();
    s.w.mayGoto(end);
    boolean counts = s.dice.chance(60);
    if (counts) {
      s.w.jumpIf(Condition.GT, Width.W64, counter, s.dice.between(2, 9), end);
    }
    s.nest(s.dice.between(1, 2));
    keepOnly(s, start);
    if (counts || s.dice.chance(5)) {
      s.w.alu(AluOp.ADD, width(s), counter, 1);
    }
    s.w.jump(head);
    s.w.mark(end);
    s.plot.release(counter);
    s.w.track().join(start);
    return true;
  }

  /// Before a loop: what is in scratch registers is not relied on, for the body may clobber it.
  private static void forget(Scene s) {
    for (int i = 0; i < 6; i++) {
      s.w.set(Reg.of(i), Value.NONE);
    }
  }

  /// At the end of a loop's body: restores, where it is cheap, what the next turn relies on.
  private static void keepOnly(Scene s, Track start) {
    for (Reg reg : List.of(Reg.R6, Reg.R7, Reg.R8, Reg.R9)) {
      Value wanted = start.get(reg);
      boolean same = s.w.get(reg).join(wanted).equals(wanted);
      if (!same && !s.plot.isReserved(reg)) {
        if (wanted.is(Value.Kind.CTX)) {
          Reg context = s.context();
          if (context != null && context != reg) {
            s.w.move(reg, context);
          }
        } else if (wanted.isScalar()) {
          s.w.move(reg, 0);
        }
      }
    }
    for (var slot : start.slots().entrySet()) {
      Value now = s.w.track().slot(slot.getKey());
      if (slot.getValue().is(Value.Kind.CTX) && !now.is(Value.Kind.CTX)) {
        Reg context = s.find(v -> v.is(Value.Kind.CTX));
        if (context != null) {
          s.w.store(MemSize.DW, Reg.R10, slot.getKey(), context);
        }
      }
    }
  }

  private static boolean leave(Scene s) {
    if (s.holds()) {
      return false;
    }
    Reg reg = s.number();
    s.w.jumpIf(s.dice.pick(Condition.values()), width(s), reg, operand(s, reg), s.out());
    return true;
  }
}
