// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;

/// Instructions that store to memory.
public final class Stores {
  private Stores() {}

  /// Checks a store and changes what is known of the memory.
  ///
  /// @param insn a [Insn.Store] or [Insn.StoreRelease]
  /// @throws dev.weir.verifier.report.Violation where the store is not permitted
  /// @kernel v6.12 kernel/bpf/verifier.c check_store_reg
  public static void execute(Walk walk, Insn<Reg> insn) {
    switch (insn) {
      case Insn.Store<Reg> store -> {
        Stored stored = stored(walk, store.src());
        int size = store.size().bytes();
        execute(walk, store.base(), store.offset(), size, stored, Access.Source.PLAIN);
      }
      case Insn.StoreRelease<Reg> store -> {
        Stored stored = register(walk, store.src());
        int size = store.size().bytes();
        execute(walk, store.base(), store.offset(), size, stored, Access.Source.ATOMIC);
      }
      default -> throw new IllegalArgumentException("not a store: " + insn);
    }
  }

  private static void execute(
      Walk walk, Reg base, int offset, int size, Stored stored, Access.Source source) {
    RegState pointer = Registers.read(walk, base.number());
    Access access = Access.of(walk, base.number(), offset, size, AccessKind.WRITE, source);
    if (source == Access.Source.ATOMIC) {
      Atomics.checkMemory(access);
    }
    if (pointer.type() == RegType.CTX
        && stored.reg() < 0
        && !walk.kernel().has(Behaviour.IMMEDIATE_CONTEXT_STORES)) {
      throw access.refused(
          Rule.CONTEXT_FIELD, ", but this kernel stores only registers to a context");
    }
    AccessRules.store(access, stored);
    SamePointers.check(walk, pointer, false);
  }

  private static Stored stored(Walk walk, Operand<Reg> source) {
    return switch (source) {
      case Operand.Register<Reg> register -> register(walk, register.reg());
      case Operand.Immediate<Reg> immediate -> Stored.immediate(immediate.value());
    };
  }

  private static Stored register(Walk walk, Reg reg) {
    return Stored.register(reg.number(), Registers.read(walk, reg.number()));
  }
}
