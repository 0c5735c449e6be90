// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.Walk;

/// Atomic operations that read and change memory.
public final class Atomics {
  private Atomics() {}

  /// Checks an atomic operation and changes what is known of the memory and of the register that
  /// gets the old value.
  ///
  /// @throws dev.weir.verifier.report.Violation where the operation is not permitted
  /// @kernel v6.12 kernel/bpf/verifier.c check_atomic_rmw
  public static void execute(Walk walk, Insn.Atomic<Reg> atomic) {
    int base = atomic.base().number();
    Registers.read(walk, atomic.src().number());
    Registers.read(walk, base);
    boolean exchange = atomic.op() == AtomicOp.CMPXCHG;
    if (exchange) {
      Registers.read(walk, 0);
    }
    checkMemory(access(walk, atomic, AccessKind.WRITE));
    if (atomic.fetch()) {
      fetch(walk, atomic, exchange ? Reg.R0 : atomic.src());
    } else {
      AccessRules.read(access(walk, atomic, AccessKind.READ));
    }
    if (walk.kernel().has(Behaviour.ATOMICS_KEEP_POINTER_KIND)) {
      SamePointers.check(walk, walk.frame().reg(base), false);
    }
    AccessRules.store(access(walk, atomic, AccessKind.WRITE), Stored.UNKNOWN);
  }

  /// The old value goes to a register, which the address cannot come from.
  private static void fetch(Walk walk, Insn.Atomic<Reg> atomic, Reg destination) {
    Registers.checkWritable(destination);
    walk.frame().set(destination.number(), RegState.UNKNOWN);
    Access access = access(walk, atomic, AccessKind.READ);
    AccessRules.read(access);
    RegState loaded = AccessRules.load(access, false);
    int size = atomic.size().bytes();
    Registers.load(walk, destination.number(), loaded, size, false);
  }

  private static Access access(Walk walk, Insn.Atomic<Reg> atomic, AccessKind kind) {
    return Access.of(
        walk,
        atomic.base().number(),
        atomic.offset(),
        atomic.size().bytes(),
        kind,
        Access.Source.ATOMIC);
  }

  /// Demands that memory supports atomic operations: it must be memory, not something that the
  /// kernel rewrites accesses to.
  static void checkMemory(Access access) {
    RegState pointer = access.pointer();
    boolean refused =
        switch (pointer.type()) {
          case CTX, PACKET, PACKET_META, FLOW_KEYS -> true;
          case SOCKET, SOCK_COMMON, TCP_SOCK, XDP_SOCK -> !pointer.maybeNull();
          default -> false;
        };
    boolean mayFault =
        access.kind() == AccessKind.READ
            && access.walk().kernel().has(Behaviour.FAULTS_GUARDED)
            && KernelObjects.mayFault(pointer);
    if (refused || mayFault) {
      throw access.refusal(
          Rule.ATOMIC_MEMORY,
          "atomic operation on " + Words.region(pointer) + " in R" + access.reg());
    }
  }
}
