// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.FieldType;
import dev.weir.bytecode.kernel.PacketAccess;
import dev.weir.testkit.generate.Value.Kind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Direct packet access: range checks in all operand orders, and what follows them.
final class PacketIdioms {
  private PacketIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("packet parse", 22, PacketIdioms::parse),
        new Idiom("packet access", 14, PacketIdioms::access),
        new Idiom("packet variable", 8, PacketIdioms::variable),
        new Idiom("packet meta", 4, PacketIdioms::meta),
        new Idiom("packet length", 4, PacketIdioms::length));
  }

  private static @Nullable ContextField field(Scene s, FieldType type) {
    return s.hook.context().fields().stream()
        .filter(f -> f.type() == type && f.readable())
        .findFirst()
        .orElse(null);
  }

  private static void load(Scene s, Reg into, Reg context, ContextField field, Value value) {
    s.w.load(MemSize.ofBytes(field.sizeBytes()), into, context, field.offsetBytes());
    s.w.set(into, value);
  }

  /// Loads start and end, and proves some bytes.
  private static boolean parse(Scene s) {
    return parse(s, FieldType.PACKET, FieldType.PACKET_END, Kind.PACKET);
  }

  private static boolean meta(Scene s) {
    return parse(s, FieldType.PACKET_META, FieldType.PACKET, Kind.META);
  }

  private static boolean parse(Scene s, FieldType from, FieldType to, Kind kind) {
    ContextField start = field(s, from);
    ContextField end = field(s, to);
    Reg context = s.context();
    Reg base = s.kept();
    if (start == null || end == null || context == null || base == null || base == context) {
      return false;
    }
    Reg limit = s.scratch(base, context);
    load(s, base, context, start, Value.packet(kind, 0, 0));
    load(s, limit, context, end, kind == Kind.META ? Value.packet(Kind.PACKET, 0, 0) : Value.END);
    check(s, base, limit, s.dice.pick(1, 2, 4, 8, 14, 20, 34, 54, 64, 100));
    if (s.dice.chance(80)) {
      access(s, base);
    }
    return true;
  }

  /// Proves `bytes` bytes behind `base`, in one of the ways compilers write it.
  private static void check(Scene s, Reg base, Reg limit, int bytes) {
    Reg probe = s.scratch(base, limit);
    s.w.move(probe, base);
    s.w.add(probe, bytes);
    boolean strict = s.dice.chance(30);
    int proven = s.w.get(base).offset() + bytes;
    Condition over = s.dice.chance(80) ? Condition.GT : strict ? Condition.GE : Condition.GT;
    boolean limitFirst = s.dice.chance(40);
    Reg left = limitFirst ? limit : probe;
    Reg right = limitFirst ? probe : limit;
    Condition leave = limitFirst ? over.swapped() : over;
    if (s.dice.chance(70) && !s.holds()) {
      s.w.jumpIf(leave, Width.W64, left, right, s.out());
      s.w.set(base, s.w.get(base).sized(proven));
    } else {
      int good = s.w.label();
      int end = s.w.label();
      Track before = s.w.track().copy();
      s.w.jumpIf(leave.negated(), Width.W64, left, right, good);
      if (s.dice.chance(40)) {
        s.nest(1);
      }
      s.w.jump(end);
      Track other = s.w.track();
      s.w.setTrack(before);
      s.w.mark(good);
      s.w.set(base, s.w.get(base).sized(proven));
      access(s, base);
      s.w.mark(end);
      s.w.track().join(other);
    }
  }

  private static boolean access(Scene s) {
    Reg base = s.find(v -> v.isPacket() && v.size() > v.offset());
    if (base == null) {
      return false;
    }
    access(s, base);
    return true;
  }

  private static void access(Scene s, Reg base) {
    Value packet = s.w.get(base);
    int room = packet.size() - packet.offset();
    if (room <= 0) {
      return;
    }
    MemSize size =
        s.dice.pick(List.of(MemSize.values()).stream().filter(m -> m.bytes() <= room).toList());
    int offset = s.dice.chance(30) ? room - size.bytes() : s.dice.below(room - size.bytes() + 1);
    if (s.dice.chance(70) || s.hook.packet() != PacketAccess.WRITE) {
      Reg kept = s.dice.chance(30) ? s.kept() : null;
      Reg into = kept == null || kept == base ? s.scratch(base) : kept;
      if (s.dice.chance(12) && size != MemSize.DW) {
        s.w.loadSigned(size, into, base, offset);
      } else {
        s.w.load(size, into, base, offset);
      }
      if (size != MemSize.B && s.dice.chance(30)) {
        s.emit(new Insn.Swap<>(dev.weir.bytecode.isa.SwapKind.BE, size.bytes() * 8, into));
      }
    } else if (s.dice.chance(50)) {
      s.w.store(size, base, offset, s.dice.number());
    } else {
      s.w.store(size, base, offset, s.number(base));
    }
  }

  /// A header of variable length: its length from the packet, bounded, added, checked again.
  private static boolean variable(Scene s) {
    ContextField end = field(s, FieldType.PACKET_END);
    Reg base = s.find(v -> v.is(Kind.PACKET) && v.size() - v.offset() >= 1);
    Reg context = s.context();
    if (base == null || end == null || context == null || base == context || s.holds()) {
      return false;
    }
    Reg length = s.scratch(base, context);
    s.w.load(MemSize.B, length, base, s.w.get(base).offset() >= 0 ? 0 : -s.w.get(base).offset());
    switch (s.dice.below(5)) {
      case 0 -> {
        s.w.and(length, 15);
        s.w.alu(AluOp.LSH, Width.W64, length, 2);
      }
      case 1 -> s.w.alu(AluOp.AND, Width.W32, length, 0x3c);
      case 2 -> s.bound(length, s.dice.pick(40, 64, 200));
      case 3 -> {
        s.w.alu(AluOp.LSH, Width.W64, length, 8);
        s.w.alu(AluOp.SUB, Width.W64, length, 20);
        s.bound(length, 0x7fff);
      }
      default -> {}
    }
    Reg cursor = s.kept();
    if (cursor == null || cursor == base || cursor == context) {
      cursor = s.scratch(base, context, length);
    }
    boolean lengthFirst = s.dice.chance(25);
    if (lengthFirst) {
      s.w.move(cursor, length);
      s.w.alu(AluOp.ADD, Width.W64, cursor, base);
    } else {
      s.w.move(cursor, base);
      s.w.alu(AluOp.ADD, Width.W64, cursor, length);
    }
    s.w.set(cursor, Value.packet(Kind.PACKET, 0, 0));
    Reg limit = s.scratch(base, context, cursor);
    load(s, limit, context, end, Value.END);
    check(s, cursor, limit, s.dice.pick(4, 8, 20));
    if (s.w.get(cursor).size() > 0) {
      access(s, cursor);
    }
    return true;
  }

  /// The length as the difference of two pointers, or comparisons of pointers for their own sake.
  private static boolean length(Scene s) {
    ContextField start = field(s, FieldType.PACKET);
    ContextField end = field(s, FieldType.PACKET_END);
    Reg context = s.context();
    if (start == null || end == null || context == null) {
      return false;
    }
    Reg a = s.scratch(context);
    Reg b = s.scratch(context, a);
    load(s, a, context, start, Value.packet(Kind.PACKET, 0, 0));
    load(s, b, context, end, Value.END);
    if (s.dice.chance(70)) {
      s.w.alu(AluOp.SUB, Width.W64, b, a);
      s.w.set(b, Value.UNKNOWN);
      if (s.dice.chance(50) && !s.holds()) {
        s.w.jumpIf(Condition.LT, Width.W64, b, s.dice.pick(14, 34, 64), s.out());
      }
    } else if (!s.holds()) {
      s.w.jumpIf(
          s.dice.pick(Condition.EQ, Condition.NE, Condition.GT),
          Width.W64,
          a,
          Operand.reg(b),
          s.out());
    }
    return true;
  }

  static Optional<FieldType> typeOf(Scene s, int offset, int width) {
    return s.hook.context().load(offset, width);
  }
}
