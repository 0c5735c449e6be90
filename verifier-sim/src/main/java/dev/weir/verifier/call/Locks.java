// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.image.ImageMap.SpecialField;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.Callback;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.Reference;
import dev.weir.verifier.state.Reference.Kind;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;
import java.util.List;
import java.util.Objects;

/// Spin locks in map values, and other special fields there.
///
/// @kernel v6.18 kernel/bpf/verifier.c process_spin_lock check_map_field_pointer
final class Locks {
  private Locks() {}

  /// Takes the lock a register points to.
  static void take(CallFacts facts, int reg, Kind kind) {
    RegState value = lock(facts, reg, kind);
    Object owner = Objects.requireNonNull(value.target());
    State state = facts.walk.state();
    for (Reference held : state.references()) {
      boolean same =
          kind == Kind.SPIN_LOCK
              ? held.kind() == Kind.SPIN_LOCK
              : (held.kind() == Kind.RES_SPIN_LOCK || held.kind() == Kind.RES_SPIN_LOCK_IRQ)
                  && held.id() == value.id()
                  && owner.equals(held.owner());
      if (same) {
        throw new Violation(
            Rule.LOCK_ORDER,
            facts.name
                + (kind == Kind.SPIN_LOCK
                    ? " takes a second lock while one is held"
                    : " takes a lock that is held already"),
            List.of("a lock was taken at instruction " + held.insn()));
      }
    }
    Walk walk = facts.walk;
    state.acquire(new Reference(kind, value.id(), walk.insn(), walk.frame().number(), owner));
  }

  /// Releases the lock a register points to.
  static void release(CallFacts facts, int reg, Kind kind) {
    RegState value = lock(facts, reg, kind);
    Object owner = Objects.requireNonNull(value.target());
    State state = facts.walk.state();
    Reference last = null;
    for (Reference held : state.references()) {
      if (held.kind() != Kind.OBJECT && held.kind() != Kind.IRQ) {
        last = held;
      }
    }
    if (last == null) {
      throw new Violation(Rule.LOCK_ORDER, facts.name + " releases a lock, but none is held");
    }
    if (last.kind() != kind || last.id() != value.id() || !owner.equals(last.owner())) {
      throw new Violation(
          Rule.LOCK_ORDER,
          facts.name + " releases another lock than the one that was taken last",
          List.of("the last lock was taken at instruction " + last.insn()));
    }
    state.release(last);
    forgetBorrowed(state);
    Rcu.forgetUnprotected(facts.walk);
  }

  /// Pointers that were borrowed under a lock are numbers after it.
  private static void forgetBorrowed(State state) {
    state.replaceAll(value -> value.is(RegFlag.NON_OWN_REF) ? RegState.UNKNOWN : value);
  }

  private static RegState lock(CallFacts facts, int reg, Kind kind) {
    if (ordersTree(facts.walk)) {
      throw new Violation(
          Rule.LOCK_HELD, facts.name + " is called in a callback that runs under a tree's lock");
    }
    RegState value = facts.reg(reg);
    if (value.type() == RegType.BTF_ID) {
      throw new Unmodelled("locks in allocated objects");
    }
    field(
        facts,
        reg,
        kind == Kind.SPIN_LOCK ? SpecialField.Kind.SPIN_LOCK : SpecialField.Kind.RES_SPIN_LOCK);
    return value;
  }

  /// Whether a callback that compares nodes of a tree runs.
  static boolean ordersTree(Walk walk) {
    for (Frame frame : walk.state().frames()) {
      Callback callback = frame.callback();
      if (callback != null && callback.ordersTree()) {
        return true;
      }
    }
    return false;
  }

  /// The special field of a map value that a register points to.
  static SpecialField field(CallFacts facts, int reg, SpecialField.Kind kind) {
    RegState value = facts.reg(reg);
    String expected = "the address of the " + name(kind) + " in a map value";
    if (value.maybeNull()) {
      throw facts.refused(Rule.ARGUMENT_MAY_BE_NULL, reg, expected);
    }
    if (value.type() != RegType.MAP_VALUE
        || !(value.target() instanceof ImageMap map)
        || !value.scalar().isConstant()) {
      throw facts.refused(Rule.MAP_FIELD, reg, expected);
    }
    long offset = value.off() + value.scalar().value();
    for (SpecialField field : map.fields()) {
      if (field.kind() == kind && field.offset() == offset) {
        return field;
      }
    }
    throw facts.refused(Rule.MAP_FIELD, reg, expected);
  }

  private static String name(SpecialField.Kind kind) {
    return switch (kind) {
      case SPIN_LOCK -> "`bpf_spin_lock`";
      case RES_SPIN_LOCK -> "`bpf_res_spin_lock`";
      case TIMER -> "`bpf_timer`";
      case WORKQUEUE -> "`bpf_wq`";
      case TASK_WORK -> "`bpf_task_work`";
      case KPTR_UNREF, KPTR_REF, KPTR_PERCPU, UPTR -> "kernel pointer";
      case LIST_HEAD -> "`bpf_list_head`";
      case RB_ROOT -> "`bpf_rb_root`";
      case LIST_NODE -> "`bpf_list_node`";
      case RB_NODE -> "`bpf_rb_node`";
      case REFCOUNT -> "`bpf_refcount`";
    };
  }
}
