// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.testkit.generate.Value.Kind;
import java.util.List;
import java.util.Map;

/// The stack: spills and fills, partial accesses, variable offsets, atomics.
final class StackIdioms {
  private StackIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("spill", 12, StackIdioms::spill),
        new Idiom("fill", 10, StackIdioms::fill),
        new Idiom("stack partial", 8, StackIdioms::partial),
        new Idiom("stack variable", 7, StackIdioms::variable),
        new Idiom("stack atomic", 4, StackIdioms::atomic),
        new Idiom("stack pointer", 4, StackIdioms::pointer));
  }

  private static boolean spill(Scene s) {
    Reg reg = s.find(v -> v.isScalar() || (v.isPointer() && !v.held()));
    if (reg == null) {
      return false;
    }
    int at = s.stack(8);
    MemSize size =
        s.w.get(reg).isScalar() && s.dice.chance(40) ? s.dice.pick(MemSize.values()) : MemSize.DW;
    s.w.store(size, Reg.R10, at, reg);
    if (s.w.get(reg).isScalar() && size != MemSize.DW && s.dice.chance(50)) {
      s.w.load(s.dice.chance(80) ? size : MemSize.B, s.scratch(), Reg.R10, at);
    }
    return true;
  }

  private static boolean fill(Scene s) {
    List<Map.Entry<Integer, Value>> slots =
        s.w.track().slots().entrySet().stream()
            .filter(e -> !e.getValue().is(Kind.NONE) && !e.getValue().held())
            .map(e -> Map.entry(e.getKey(), e.getValue()))
            .toList();
    if (slots.isEmpty()) {
      return false;
    }
    Map.Entry<Integer, Value> slot = s.dice.pick(slots);
    Reg kept = s.dice.chance(40) ? s.kept() : null;
    Reg into = kept == null ? s.scratch() : kept;
    if (slot.getValue().isScalar() && s.dice.chance(30)) {
      MemSize size = s.dice.pick(MemSize.B, MemSize.H, MemSize.W);
      int within = s.dice.below(8 / size.bytes()) * size.bytes();
      if (s.dice.chance(70)) {
        s.w.load(size, into, Reg.R10, slot.getKey() + within);
      } else {
        s.w.loadSigned(size, into, Reg.R10, slot.getKey() + within);
      }
    } else {
      s.w.load(MemSize.DW, into, Reg.R10, slot.getKey());
    }
    return true;
  }

  private static boolean partial(Scene s) {
    int at = s.stack(s.dice.pick(8, 16));
    int bytes = s.dice.pick(8, 8, 16);
    s.fill(at, Math.min(bytes, -at));
    for (int i = s.dice.between(1, 3); i > 0; i--) {
      MemSize size = s.dice.pick(MemSize.values());
      int within = s.dice.below(8 / size.bytes()) * size.bytes();
      if (s.dice.chance(50)) {
        s.w.load(size, s.scratch(), Reg.R10, at + within);
      } else {
        s.w.store(size, Reg.R10, at + within, s.number());
      }
    }
    return true;
  }

  /// An array on the stack, indexed by a number with bounds.
  private static boolean variable(Scene s) {
    int bytes = s.dice.pick(8, 16, 32, 64);
    int at = s.stack(bytes);
    if (-at < bytes) {
      return false;
    }
    boolean overwrites = s.w.track().holdsPointer(at, bytes);
    if (overwrites || s.dice.chance(85)) {
      s.fill(at, bytes);
    }
    MemSize size = s.dice.pick(MemSize.values());
    Reg index = s.number();
    s.bound(index, bytes / size.bytes() - 1);
    if (size != MemSize.B) {
      s.w.alu(AluOp.LSH, Width.W64, index, Integer.numberOfTrailingZeros(size.bytes()));
    }
    Reg base = s.scratch(index);
    s.w.move(base, Reg.R10);
    if (s.dice.chance(50)) {
      s.w.add(base, at);
      s.w.alu(AluOp.ADD, Width.W64, base, index);
      access(s, size, base, 0, index);
    } else {
      s.w.alu(AluOp.ADD, Width.W64, base, index);
      access(s, size, base, at, index);
    }
    s.w.track().store(at, bytes, Value.UNKNOWN);
    return true;
  }

  private static void access(Scene s, MemSize size, Reg base, int offset, Reg index) {
    s.w.set(base, Value.NONE);
    if (s.dice.chance(50)) {
      s.w.load(size, s.scratch(base), base, offset);
    } else if (s.dice.chance(50)) {
      s.w.store(size, base, offset, s.dice.number());
    } else {
      s.w.store(size, base, offset, index);
    }
  }

  private static boolean atomic(Scene s) {
    int at = s.stack(8);
    MemSize size = s.dice.pick(MemSize.W, MemSize.DW);
    s.fill(at, 8);
    Reg src = s.number();
    AtomicOp op = s.dice.pick(AtomicOp.values());
    boolean fetch = op == AtomicOp.XCHG || op == AtomicOp.CMPXCHG || s.dice.chance(40);
    if (op == AtomicOp.CMPXCHG && !s.w.get(Reg.R0).isScalar()) {
      if (src == Reg.R0) {
        return true;
      }
      s.w.move(Reg.R0, s.dice.below(4));
    }
    if (s.dice.chance(15)) {
      if (s.dice.chance(50)) {
        s.emit(new Insn.StoreRelease<>(size, Reg.R10, (short) at, src));
      } else {
        s.emit(new Insn.LoadAcquire<>(size, src, Reg.R10, (short) at));
        s.w.set(src, Writer.unsigned(size));
      }
      return true;
    }
    s.w.atomic(op, fetch, size, Reg.R10, at, src);
    return true;
  }

  /// A pointer into the stack, kept in a register.
  private static boolean pointer(Scene s) {
    Reg kept = s.kept();
    if (kept == null) {
      return false;
    }
    int at = s.stack(16);
    s.w.move(kept, Reg.R10);
    s.w.add(kept, at);
    s.w.store(MemSize.DW, kept, 0, s.dice.below(100));
    if (s.dice.chance(60)) {
      s.w.load(MemSize.DW, s.scratch(), kept, 0);
    }
    return true;
  }
}
