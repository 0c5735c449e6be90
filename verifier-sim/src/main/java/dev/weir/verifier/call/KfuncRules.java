// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.bytecode.kernel.KfuncFlag;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;
import java.util.Optional;
import java.util.Set;

/// Who may call which kernel function where, and the critical sections that some of them bound.
///
/// @kernel v6.18 kernel/bpf/verifier.c check_kfunc_call
final class KfuncRules {
  private static final Set<String> UNMODELLED =
      Set.of(
          "bpf_throw",
          "bpf_obj_new_impl",
          "bpf_obj_drop_impl",
          "bpf_percpu_obj_new_impl",
          "bpf_percpu_obj_drop_impl",
          "bpf_refcount_acquire_impl",
          "bpf_task_work_schedule_resume_impl",
          "bpf_task_work_schedule_signal_impl");
  private static final Set<String> STREAMS = Set.of("bpf_stream_vprintk_impl");

  private KfuncRules() {}

  /// Demands that the function may be called at this point of the program.
  static void checkPlace(Walk walk, Kfunc kfunc) {
    Optional<KernelVersion> since = TracingFunctions.since(kfunc, walk.image());
    if (since.isEmpty() || !walk.kernel().version().atLeast(since.get())) {
      throw new Violation(
          Rule.KFUNC_UNAVAILABLE,
          "%s cannot be called at %s in kernel %s"
              .formatted(
                  kfunc.name(), TracingFunctions.place(walk.image()), walk.kernel().version()));
    }
    if (Sections.locked(walk.state()) && !allowedUnderLock(walk, kfunc)) {
      throw new Violation(Rule.LOCK_HELD, kfunc.name() + " is called while a lock is held");
    }
    if (kfunc.name().equals("__bpf_trap")) {
      throw new Violation(
          Rule.KFUNC_UNAVAILABLE,
          "the compiler left a trap here: an uninitialised variable, or code that cannot be reached");
    }
    if (UNMODELLED.contains(kfunc.name())
        || kfunc.name().startsWith("bpf_list_")
        || kfunc.name().startsWith("bpf_rbtree_")) {
      throw new Unmodelled("the kernel function " + kfunc.name());
    }
    boolean pages =
        kfunc.name().startsWith("bpf_arena_") && walk.kernel().has(Behaviour.ARENA_PAGES_ANYWHERE);
    if (kfunc.has(KfuncFlag.SLEEPABLE) && !pages) {
      HelperRules.checkMaySleep(walk, kfunc.name());
    }
  }

  private static boolean allowedUnderLock(Walk walk, Kfunc kfunc) {
    String name = kfunc.name();
    return name.startsWith("bpf_list_")
        || name.startsWith("bpf_rbtree_")
        || name.startsWith("bpf_res_spin_")
        || STREAMS.contains(name)
        || (name.startsWith("bpf_iter_num_") && walk.kernel().has(Behaviour.ITERATORS_UNDER_LOCK));
  }

  /// Whether a call takes a lock that may fail.
  static boolean isResourceLock(Kfunc kfunc) {
    return kfunc.name().equals("bpf_res_spin_lock")
        || kfunc.name().equals("bpf_res_spin_lock_irqsave");
  }

  /// The path on which the lock was not taken.
  static void branchOnFailedLock(Walk walk) {
    State failed = walk.branch(walk.insn() + 1);
    CallerSaved.forget(failed.current());
    failed
        .current()
        .set(0, RegState.scalar(Scalar.UNKNOWN.within(-HelperRules.MAX_ERRNO, -1, walk.kernel())));
  }

  /// Enters or leaves an RCU read section, or one without preemption.
  static void enterOrLeaveSections(CallFacts facts, Kfunc kfunc) {
    Walk walk = facts.walk;
    State state = walk.state();
    switch (kfunc.name()) {
      case "bpf_rcu_read_lock" -> {
        if (state.rcuLocks() > 0 && !walk.kernel().has(Behaviour.NESTED_RCU)) {
          throw new Violation(
              Rule.SECTION_UNBALANCED, "an RCU read section is entered inside of another");
        }
        state.setRcuLocks(state.rcuLocks() + 1);
      }
      case "bpf_rcu_read_unlock" -> {
        if (state.rcuLocks() == 0) {
          throw new Violation(
              Rule.SECTION_UNBALANCED, "an RCU read section is left that was never entered");
        }
        state.setRcuLocks(state.rcuLocks() - 1);
        Rcu.leave(walk);
      }
      case "bpf_preempt_disable" -> state.setPreemptLocks(state.preemptLocks() + 1);
      case "bpf_preempt_enable" -> {
        if (state.preemptLocks() == 0) {
          throw new Violation(
              Rule.SECTION_UNBALANCED, "preemption is turned on, but it never was off");
        }
        state.setPreemptLocks(state.preemptLocks() - 1);
        Rcu.forgetUnprotected(walk);
      }
      default -> {}
    }
    if (kfunc.has(KfuncFlag.RCU_PROTECTED)
        && !kfunc.has(KfuncFlag.ITER_NEW)
        && !Sections.readSide(walk)) {
      throw new Violation(
          Rule.SECTION_MISSING, kfunc.name() + " is called outside of an RCU read section");
    }
  }
}
