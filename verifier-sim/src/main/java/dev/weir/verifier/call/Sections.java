// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.Reference;
import dev.weir.verifier.state.Reference.Kind;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;
import java.util.List;
import java.util.Optional;

/// Parts of a path in which the kernel is kept from doing something: under a lock, inside of an RCU
/// read section, with preemption or interrupts off.
final class Sections {
  private Sections() {}

  /// Whether any lock is held.
  static boolean locked(State state) {
    return lock(state).isPresent();
  }

  private static Optional<Reference> lock(State state) {
    return first(state, Kind.SPIN_LOCK)
        .or(() -> first(state, Kind.RES_SPIN_LOCK))
        .or(() -> first(state, Kind.RES_SPIN_LOCK_IRQ));
  }

  private static Optional<Reference> first(State state, Kind kind) {
    return state.references().stream().filter(r -> r.kind() == kind).findFirst();
  }

  /// Whether interrupts are off.
  static boolean interruptsOff(State state) {
    return first(state, Kind.IRQ).isPresent();
  }

  /// The section that keeps a path from sleeping; empty where it may sleep.
  static Optional<String> forbidsSleep(Walk walk) {
    State state = walk.state();
    if (state.rcuLocks() > 0) {
      return Optional.of("inside of an RCU read section");
    }
    if (state.preemptLocks() > 0) {
      return Optional.of("with preemption off");
    }
    if (interruptsOff(state)) {
      return Optional.of("with interrupts off");
    }
    if (locked(state)) {
      return Optional.of("while a lock is held");
    }
    return maySleep(walk) ? Optional.empty() : Optional.of("in a program that may not sleep");
  }

  /// Whether the program, or the callback that runs, may sleep at all.
  static boolean maySleep(Walk walk) {
    return walk.image().sleepable() || walk.state().sleepable();
  }

  /// Whether RCU protects pointers here.
  static boolean readSide(Walk walk) {
    State state = walk.state();
    return state.rcuLocks() > 0
        || state.preemptLocks() > 0
        || locked(state)
        || interruptsOff(state)
        || !maySleep(walk);
  }

  /// Demands that all sections are left where a program may end.
  ///
  /// @param what the operation, such as `a tail call`
  static void checkNoneOpen(Walk walk, String what) {
    State state = walk.state();
    Optional<Reference> lock = lock(state);
    if (lock.isPresent()) {
      throw new Violation(
          Rule.SECTION_OPEN,
          "a lock is still held at " + what,
          List.of("the lock was taken at instruction " + lock.get().insn()));
    }
    Optional<Reference> interrupts = first(state, Kind.IRQ);
    if (interrupts.isPresent()) {
      throw new Violation(
          Rule.SECTION_OPEN,
          "interrupts are still off at " + what,
          List.of("they were turned off at instruction " + interrupts.get().insn()));
    }
    if (state.rcuLocks() > 0) {
      throw new Violation(Rule.SECTION_OPEN, "an RCU read section is still open at " + what);
    }
    if (state.preemptLocks() > 0) {
      throw new Violation(Rule.SECTION_OPEN, "preemption is still off at " + what);
    }
  }
}
