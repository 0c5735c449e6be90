// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.Helper;
import java.util.List;

/// Shapes that lie at the edge of what verifiers know: parts of spilled numbers, sign extensions
/// with bounds on either side, references in the frame, results set by a helper.
final class SubtleIdioms {
  private SubtleIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("narrow refill", 5, SubtleIdioms::refill),
        new Idiom("signed index", 5, SubtleIdioms::signedIndex),
        new Idiom("halves", 5, SubtleIdioms::halves),
        new Idiom("block held in frame", 4, SubtleIdioms::heldInFrame),
        new Idiom("set result", 2, SubtleIdioms::setResult),
        new Idiom("ordered access", 4, SubtleIdioms::ordered));
  }

  private static Width width(Scene s) {
    return s.dice.chance(50) ? Width.W32 : Width.W64;
  }

  /// A bounded number is spilled in one width and read in another.
  private static boolean refill(Scene s) {
    Reg reg = s.number();
    s.bound(reg, s.dice.pick(7, 63, 255, 4095));
    int at = s.stack(8);
    if (s.dice.chance(50)) {
      s.fill(at, 8);
    }
    MemSize size = s.dice.pick(MemSize.values());
    s.w.store(size, Reg.R10, at, reg);
    MemSize back = s.dice.chance(60) ? size : s.dice.pick(MemSize.values());
    if (back.bytes() > size.bytes() && !s.w.track().isWritten(at, back.bytes())) {
      back = size;
    }
    Reg into = s.scratch();
    if (s.dice.chance(40) && back != MemSize.DW) {
      s.w.loadSigned(back, into, Reg.R10, at);
    } else {
      s.w.load(back, into, Reg.R10, at);
    }
    index(s, into);
    return true;
  }

  /// A number with a sign is extended, compared on both sides, and used as an index.
  private static boolean signedIndex(Scene s) {
    Reg reg = s.number();
    Reg to = s.scratch(reg);
    Width width = width(s);
    int bits = width == Width.W64 ? s.dice.pick(8, 16, 32) : s.dice.pick(8, 16);
    s.emit(new Insn.MovSx<>(width, bits, to, reg));
    s.w.set(to, Value.UNKNOWN);
    int skip = s.w.label();
    Track before = s.w.track().copy();
    Width compare = width(s);
    s.w.jumpIf(s.dice.pick(Condition.SLT, Condition.SLE), compare, to, s.dice.pick(0, -1, 1), skip);
    if (s.dice.chance(85)) {
      s.w.jumpIf(s.dice.pick(Condition.SGT, Condition.GT), compare, to, s.dice.pick(7, 40), skip);
    }
    index(s, to);
    s.w.mark(skip);
    s.w.track().join(before);
    return true;
  }

  /// What is known of one half of a number, and of the whole.
  private static boolean halves(Scene s) {
    Reg reg = s.number();
    int skip = s.w.label();
    Track before = s.w.track().copy();
    s.w.jumpIf(s.dice.pick(Condition.GT, Condition.SGT, Condition.NE), Width.W32, reg, 40, skip);
    switch (s.dice.below(5)) {
      case 0 -> s.w.move32(reg, reg);
      case 1 -> {
        s.w.alu(AluOp.LSH, Width.W64, reg, 32);
        s.w.alu(s.dice.pick(AluOp.RSH, AluOp.ARSH), Width.W64, reg, 32);
      }
      case 2 -> s.w.jumpIf(Condition.SGT, Width.W64, reg, s.dice.pick(40, 100, -1), skip);
      case 3 -> s.w.alu(s.dice.pick(AluOp.OR, AluOp.XOR), Width.W32, reg, s.dice.below(8));
      default -> s.w.alu(s.dice.pick(AluOp.SUB, AluOp.ADD), width(s), reg, s.dice.between(-8, 8));
    }
    s.w.set(reg, Value.UNKNOWN);
    index(s, reg);
    s.w.mark(skip);
    s.w.track().join(before);
    return true;
  }

  /// Uses a number as an index into a large value.
  private static void index(Scene s, Reg index) {
    Reg base = s.scratch(index);
    s.w.mapValue(base, s.dice.chance(70) ? "big" : "single", 0, 4096);
    s.w.alu(AluOp.ADD, Width.W64, base, index);
    s.w.set(base, Value.NONE);
    s.w.load(MemSize.B, s.scratch(base), base, 0);
  }

  /// A reference lives in the frame only, and is released on most paths.
  private static boolean heldInFrame(Scene s) {
    Helper reserve = s.helper("ringbuf_reserve");
    Helper discard = s.helper("ringbuf_discard");
    Helper submit = s.helper("ringbuf_submit");
    if (reserve == null || discard == null || submit == null || s.plot.locked()) {
      return false;
    }
    int at = s.stack(8);
    s.w.map(Reg.R1, "ring");
    s.w.move(Reg.R2, 8);
    s.w.move(Reg.R3, 0);
    s.w.call(reserve);
    s.w.store(MemSize.DW, Reg.R10, at, Reg.R0);
    s.w.track().store(at, 8, Value.NONE);
    s.w.set(Reg.R0, Value.NONE);
    s.hold();
    s.nest(s.dice.between(0, 2));
    s.letGo();
    Track before = s.w.track().copy();
    int none = s.w.label();
    s.w.load(MemSize.DW, Reg.R1, Reg.R10, at);
    s.w.jumpIf(Condition.EQ, Width.W64, Reg.R1, 0, none);
    if (s.dice.chance(40)) {
      s.w.store(MemSize.DW, Reg.R1, 0, 1);
    }
    s.w.move(Reg.R2, 0);
    if (s.dice.chance(30)) {
      Reg number = s.number(Reg.R1, Reg.R2);
      int other = s.w.label();
      s.w.jumpIf(s.dice.pick(Condition.values()), width(s), number, s.dice.number(), other);
      s.w.call(submit);
      s.w.jump(none);
      s.w.mark(other);
      if (s.dice.chance(93)) {
        s.w.load(MemSize.DW, Reg.R1, Reg.R10, at);
        s.w.move(Reg.R2, 0);
        s.w.call(discard);
      }
    } else {
      s.w.call(discard);
    }
    s.w.mark(none);
    s.w.setTrack(before);
    for (int i = 0; i < 6; i++) {
      s.w.set(Reg.of(i), Value.NONE);
    }
    s.w.track().store(at, 8, Value.NONE);
    return true;
  }

  private static boolean setResult(Scene s) {
    Helper set = s.helper("set_retval");
    if (set == null || s.plot.locked()) {
      return false;
    }
    if (s.dice.chance(50)) {
      s.w.move(Reg.R1, s.dice.pick(0, -1, -13, -4095, -4096, 1));
    } else {
      s.unknown(Reg.R1);
    }
    s.w.call(set);
    return true;
  }

  /// Loads that acquire and stores that release, in values, packets and the frame.
  private static boolean ordered(Scene s) {
    if (!s.plot.kernel().atLeast(new dev.weir.bytecode.kernel.KernelVersion(6, 15))) {
      return false;
    }
    Reg base =
        s.find(v ->
            (v.is(Value.Kind.MAP_VALUE) || v.is(Value.Kind.MEMORY) || v.isPacket())
                && !v.nullable()
                && v.size() - v.offset() >= 16
                && v.offset() % 8 == 0);
    if (base == null) {
      return false;
    }
    MemSize size = s.dice.pick(MemSize.values());
    short offset = (short) (s.dice.chance(90) ? 8 : 9);
    if (s.dice.chance(50)) {
      Reg into = s.scratch(base);
      s.emit(new Insn.LoadAcquire<>(size, into, base, offset));
      s.w.set(into, Writer.unsigned(size));
    } else {
      s.emit(new Insn.StoreRelease<>(size, base, offset, s.number(base)));
    }
    return true;
  }
}
