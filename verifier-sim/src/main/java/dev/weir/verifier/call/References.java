// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.Callback;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.Reference;
import dev.weir.verifier.state.Reference.Kind;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Kernel objects that a path acquired and must give back.
///
/// @kernel v6.12 kernel/bpf/verifier.c acquire_reference_state release_reference
///   check_reference_leak
final class References {
  private References() {}

  /// Acquires an object; its identity.
  static int acquire(Walk walk) {
    int id = walk.newId();
    State state = walk.state();
    state.acquire(new Reference(Kind.OBJECT, id, walk.insn(), walk.frame().number(), null));
    return id;
  }

  /// Gives an object back, and turns all pointers to it into numbers.
  ///
  /// @param what the call that releases it
  static void release(Walk walk, int id, String what) {
    drop(walk, id, what);
    walk.state().replaceAll(value -> belongs(value, id) ? RegState.UNKNOWN : value);
  }

  /// Gives an object back; pointers to it stay.
  static void drop(Walk walk, int id, String what) {
    Optional<Reference> held =
        walk.state().references().stream()
            .filter(r -> r.kind() == Kind.OBJECT && r.id() == id)
            .findFirst();
    if (held.isEmpty()) {
      throw new Violation(
          Rule.NOT_ACQUIRED, what + " releases a reference that this path does not hold");
    }
    if (!walk.kernel().has(Behaviour.CALLBACKS_SHARE_REFERENCES)
        && isCallback(walk.frame())
        && held.get().frame() != walk.frame().number()) {
      throw new Violation(
          Rule.NOT_ACQUIRED,
          what + " releases, in a callback, a reference that its caller acquired",
          List.of(acquired(held.get())));
    }
    walk.state().release(held.get());
  }

  /// Whether a pointer belongs to a reference; objects on the stack themselves do not count.
  static boolean belongs(RegState value, int id) {
    return value.refId() == id && value.type() != RegType.DYNPTR && value.type() != RegType.STACK;
  }

  /// Demands that nothing is held where a program may end.
  ///
  /// @param all whether frames below the running one count too
  /// @param what the operation, such as `a tail call`
  static void checkNoneHeld(Walk walk, boolean all, String what) {
    Frame frame = walk.frame();
    boolean shared = walk.kernel().has(Behaviour.CALLBACKS_SHARE_REFERENCES);
    boolean callback = isCallback(frame) && !shared;
    if (!all && frame.number() > 0 && !callback) {
      return;
    }
    List<String> evidence = new ArrayList<>();
    for (Reference reference : walk.state().references()) {
      boolean counts = all || !callback || reference.frame() == frame.number();
      if (reference.kind() == Kind.OBJECT && counts) {
        evidence.add(acquired(reference));
      }
    }
    if (!evidence.isEmpty()) {
      throw new Violation(
          Rule.REFERENCE_LEAK,
          evidence.getFirst() + " and is not released before " + what,
          evidence);
    }
  }

  private static String acquired(Reference reference) {
    return "a reference was acquired at instruction " + reference.insn();
  }

  private static boolean isCallback(Frame frame) {
    Callback callback = frame.callback();
    return callback != null && !callback.async();
  }
}
