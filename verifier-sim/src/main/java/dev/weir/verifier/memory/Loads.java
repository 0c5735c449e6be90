// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.Walk;

/// Instructions that load from memory.
public final class Loads {
  private Loads() {}

  /// Checks a load and puts what is known of its result in the register.
  ///
  /// @param insn a [Insn.Load] or [Insn.LoadAcquire]
  /// @throws dev.weir.verifier.report.Violation where the load is not permitted
  /// @kernel v6.12 kernel/bpf/verifier.c check_load_mem
  public static void execute(Walk walk, Insn<Reg> insn) {
    switch (insn) {
      case Insn.Load<Reg> load -> {
        int size = load.size().bytes();
        load(walk, load.base(), load.offset(), size, load.signed(), load.dst());
      }
      case Insn.LoadAcquire<Reg> load -> acquire(walk, load);
      default -> throw new IllegalArgumentException("not a load: " + insn);
    }
  }

  private static void load(
      Walk walk, Reg base, int offset, int size, boolean signed, Reg destination) {
    int reg = base.number();
    RegState pointer = Registers.read(walk, reg);
    Registers.checkWritable(destination);
    Access access = Access.of(walk, reg, offset, size, AccessKind.READ, Access.Source.PLAIN);
    RegState loaded = AccessRules.load(access, signed);
    Registers.load(walk, destination.number(), loaded, size, signed);
    SamePointers.check(walk, pointer, true);
  }

  private static void acquire(Walk walk, Insn.LoadAcquire<Reg> load) {
    int reg = load.base().number();
    int size = load.size().bytes();
    RegState pointer = Registers.read(walk, reg);
    Access access =
        Access.of(walk, reg, load.offset(), size, AccessKind.READ, Access.Source.ATOMIC);
    boolean late =
        load.dst().equals(load.base()) && !walk.kernel().has(Behaviour.ATOMIC_LOAD_CHECKED_FIRST);
    if (!late) {
      Atomics.checkMemory(access);
    }
    Registers.checkWritable(load.dst());
    RegState loaded = AccessRules.load(access, false);
    Registers.load(walk, load.dst().number(), loaded, size, false);
    if (late) {
      // The load went through first, so that what is checked is what it yielded.
      Atomics.checkMemory(
          Access.of(walk, reg, load.offset(), size, AccessKind.READ, Access.Source.ATOMIC));
    }
    SamePointers.check(walk, pointer, false);
  }
}
