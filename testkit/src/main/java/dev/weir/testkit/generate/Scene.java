// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.Kfuncs;
import dev.weir.testkit.generate.Value.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A function while it is being made up: where idioms write, and what they may use.
final class Scene {
  private static final List<Reg> KEPT = List.of(Reg.R6, Reg.R7, Reg.R8, Reg.R9);
  private static final List<Reg> SCRATCH = List.of(Reg.R0, Reg.R1, Reg.R2, Reg.R3, Reg.R4, Reg.R5);

  final Dice dice;
  final Hook hook;
  final Plot plot;
  final Writer w = new Writer();
  private final int depth;
  private final boolean main;
  private final int nesting;
  private int open;
  private int out = -1;
  private int stackTop;
  private int steps;

  /// @param depth calls above this function
  /// @param main whether this is the program itself
  Scene(Plot plot, int depth, boolean main) {
    this.dice = plot.dice();
    this.hook = plot.hook();
    this.plot = plot;
    this.depth = depth;
    this.main = main;
    this.nesting = 0;
  }

  int depth() {
    return depth;
  }

  boolean isMain() {
    return main;
  }

  /// How many blocks of branches or loops surround the current place.
  int nesting() {
    return nesting + steps;
  }

  /// Whether references or locks are held, so that leaving would leak them.
  boolean holds() {
    return open > 0;
  }

  void hold() {
    open++;
  }

  void letGo() {
    open--;
  }

  /// The label of the common exit.
  int out() {
    if (out < 0) {
      out = w.label();
    }
    return out;
  }

  boolean hasOut() {
    return out >= 0;
  }

  /// The lowest of some fresh bytes of stack, a multiple of eight; old ones again when the stack is
  /// full.
  int stack(int bytes) {
    int size = (bytes + 7) / 8 * 8;
    int limit = main ? 256 : 64;
    if (stackTop + size > limit) {
      stackTop = 0;
    }
    stackTop += size;
    return -stackTop;
  }

  /// The helper of a name when this hook and kernel have it.
  @Nullable Helper helper(String name) {
    Optional<Helper> found = Helpers.at(hook, name);
    return found
        .filter(h -> Helpers.since(h, hook).filter(plot.kernel()::atLeast).isPresent())
        .orElse(null);
  }

  boolean hasKfunc(String name) {
    Optional<KernelVersion> since = Kfuncs.byName(name).flatMap(kfunc -> Kfuncs.since(kfunc, hook));
    return since.filter(plot.kernel()::atLeast).isPresent() && plot.useKfuncs();
  }

  /// A register that survives calls and may be overwritten; null when all are needed.
  @Nullable Reg kept() {
    List<Reg> free = new ArrayList<>();
    for (Reg reg : KEPT) {
      Value value = w.get(reg);
      boolean needed = value.held() || (value.is(Kind.CTX) && !elsewhere(reg, Kind.CTX));
      if (!needed && !plot.isReserved(reg)) {
        free.add(reg);
      }
    }
    return free.isEmpty() ? null : dice.pick(free);
  }

  private boolean elsewhere(Reg except, Kind kind) {
    return KEPT.stream().anyMatch(reg -> reg != except && w.get(reg).is(kind));
  }

  /// A register that does not survive calls, none of `except`.
  Reg scratch(Reg... except) {
    List<Reg> others = List.of(except);
    return dice.pick(SCRATCH.stream().filter(reg -> !others.contains(reg)).toList());
  }

  /// A register with the context, reloading it where it was spilled; null when it is lost.
  @Nullable Reg context(Reg... except) {
    Reg holder = find(v -> v.is(Kind.CTX) && v.offset() == 0, except);
    if (holder != null) {
      return holder;
    }
    for (var slot : w.track().slots().entrySet()) {
      if (slot.getValue().is(Kind.CTX)) {
        Reg reg = kept();
        Reg into = reg == null ? scratch(except) : reg;
        w.load(MemSize.DW, into, Reg.R10, slot.getKey());
        return into;
      }
    }
    return null;
  }

  /// A register whose value fits, none of `except`; null when there is none.
  @Nullable Reg find(Predicate<Value> fits, Reg... except) {
    List<Reg> others = List.of(except);
    List<Reg> found = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Reg reg = Reg.of(i);
      if (fits.test(w.get(reg)) && !others.contains(reg)) {
        found.add(reg);
      }
    }
    return found.isEmpty() ? null : dice.pick(found);
  }

  /// A register with a number, made up when there is none.
  Reg number(Reg... except) {
    Reg found = find(Value::isScalar, except);
    if (found != null && dice.chance(80)) {
      return found;
    }
    Reg reg = scratch(except);
    unknown(reg, except);
    return reg;
  }

  /// Puts some unknown number into a register without touching others.
  void unknown(Reg reg, Reg... except) {
    Reg context = find(v -> v.is(Kind.CTX) && v.offset() == 0, except);
    if (context != null && plot.scalarField() >= 0 && dice.chance(80)) {
      w.load(MemSize.W, reg, context, plot.scalarField());
      return;
    }
    int at = stack(8);
    if (w.track().isWritten(at, 8) && !w.track().holdsPointer(at, 8)) {
      w.load(MemSize.DW, reg, Reg.R10, at);
      return;
    }
    w.move(reg, dice.number());
  }

  /// Makes a number in a register lie within 0 to `most`, in one of the ways programs do.
  void bound(Reg reg, int most) {
    if (w.get(reg).isBounded(most) && dice.chance(70)) {
      return;
    }
    int mask = Integer.highestOneBit(most + 1) - 1;
    switch (dice.below(open > 0 ? 3 : 6)) {
      case 0 -> w.and(reg, mask);
      case 1 -> w.alu(dev.weir.bytecode.isa.AluOp.AND, Width.W32, reg, mask);
      case 2 ->
          w.alu(
              dev.weir.bytecode.isa.AluOp.MOD,
              dice.chance(50) ? Width.W32 : Width.W64,
              reg,
              most + 1);
      case 3 -> w.jumpIf(Condition.GT, dice.chance(30) ? Width.W32 : Width.W64, reg, most, out());
      case 4 -> w.jumpIf(Condition.GE, Width.W64, reg, most + 1, out());
      default -> {
        w.jumpIf(Condition.SGT, Width.W64, reg, most, out());
        w.jumpIf(Condition.SLT, Width.W64, reg, 0, out());
      }
    }
    w.set(reg, Value.scalar(0, most));
  }

  /// Leaves for the common exit when a register is null, or skips what follows while something is
  /// held: then the returned label must be marked, else it is -1.
  int leaveIfNull(Reg reg) {
    if (open == 0 && dice.chance(60)) {
      w.jumpIf(Condition.EQ, Width.W64, reg, 0, out());
      w.set(reg, w.get(reg).checked());
      return -1;
    }
    int skip = w.label();
    w.jumpIf(Condition.EQ, Width.W64, reg, 0, skip);
    w.set(reg, w.get(reg).checked());
    return skip;
  }

  /// Ends what [#leaveIfNull] began, given what was known before it.
  void endIf(int skip, Track before) {
    if (skip >= 0) {
      w.mark(skip);
      w.track().join(before);
    }
  }

  /// Writes some idioms within a branch or loop.
  void nest(int count) {
    steps++;
    plot.idioms().write(this, count);
    steps--;
  }

  /// Fills some bytes of the stack with data.
  void fill(int offset, int bytes) {
    int at = offset;
    while (at < offset + bytes) {
      int left = offset + bytes - at;
      MemSize size =
          left >= 8 && at % 8 == 0
              ? MemSize.DW
              : left >= 4 && at % 4 == 0
                  ? MemSize.W
                  : left >= 2 && at % 2 == 0 ? MemSize.H : MemSize.B;
      Reg source = dice.chance(40) ? find(Value::isScalar) : null;
      if (source == null) {
        w.store(size, Reg.R10, at, dice.chance(60) ? dice.below(8) : dice.number());
      } else {
        w.store(size, Reg.R10, at, source);
      }
      at += size.bytes();
    }
  }

  void emit(Insn<Reg> insn) {
    w.emit(insn);
  }
}
