// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who may call which helper where, and what single helpers demand besides their arguments.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_helper_call
final class HelperRules {
  private static final Set<String> SLEEPING =
      Set.of("copy_from_user", "copy_from_user_task", "ima_inode_hash", "ima_file_hash");
  private static final KernelVersion EXCHANGE_UNDER_LOCK = new KernelVersion(6, 14);
  static final int MAX_ERRNO = 4095;

  private HelperRules() {}

  /// The helper that an instruction calls, as the program's hook has it.
  static Helper find(Walk walk, int id) {
    if (walk.notes().callee() instanceof Helper known) {
      return known;
    }
    ProgramImage image = walk.image();
    Helper known =
        Helpers.byId(id)
            .orElseThrow(() ->
                new Violation(Rule.HELPER_UNAVAILABLE, "there is no helper with number " + id));
    if (image.hook().isEmpty()) {
      return findForProbe(walk, known);
    }
    Hook hook = image.hook().get();
    Optional<Helper> there = Helpers.at(hook, known.name());
    Optional<KernelVersion> since = there.flatMap(helper -> Helpers.since(helper, hook));
    if (there.isEmpty() || since.isEmpty()) {
      throw new Violation(
          Rule.HELPER_UNAVAILABLE,
          known.functionName() + " cannot be called at hook `" + hook.name() + "`");
    }
    KernelVersion version = walk.kernel().version();
    if (!version.atLeast(since.get())) {
      throw new Violation(
          Rule.HELPER_UNAVAILABLE,
          "%s can be called at hook `%s` from kernel %s on, not yet in %s"
              .formatted(known.functionName(), hook.name(), since.get(), version));
    }
    walk.notes().setCallee(there.get());
    return there.get();
  }

  private static Helper findForProbe(Walk walk, Helper helper) {
    String type = walk.image().type().kernelName();
    boolean allowed =
        ProbeCalls.allowed(walk.image(), helper.id())
            .orElseThrow(() -> new Unmodelled("helpers of " + type + " programs"));
    if (!allowed || !walk.kernel().version().atLeast(helper.since())) {
      throw new Violation(
          Rule.HELPER_UNAVAILABLE,
          helper.functionName() + " cannot be called by programs of type " + type);
    }
    Helper known = ProbeCalls.signature(walk.image(), helper);
    walk.notes().setCallee(known);
    return known;
  }

  /// Demands that the helper may be called at this point of the program.
  static void checkPlace(Walk walk, Helper helper) {
    boolean exchange =
        helper.name().equals("kptr_xchg") && walk.kernel().version().atLeast(EXCHANGE_UNDER_LOCK);
    if (Sections.locked(walk.state()) && !helper.name().equals("spin_unlock") && !exchange) {
      throw new Violation(
          Rule.LOCK_HELD, helper.functionName() + " is called while a lock is held");
    }
    if (helper.gplOnly() && !walk.image().gplCompatible()) {
      throw new Violation(
          Rule.HELPER_LICENCE,
          helper.functionName() + " is for programs under a GPL-compatible licence",
          List.of("the licence is \"" + walk.image().license() + "\""));
    }
    if (SLEEPING.contains(helper.name())) {
      checkMaySleep(walk, helper.functionName());
    }
  }

  /// Whether a helper may sleep.
  static boolean sleeps(Helper helper) {
    return SLEEPING.contains(helper.name());
  }

  /// Demands that a function that may sleep is called where that is possible.
  static void checkMaySleep(Walk walk, String function) {
    Sections.forbidsSleep(walk)
        .ifPresent(where -> {
          throw new Violation(Rule.SLEEPING_CALL, function + " may sleep, but is called " + where);
        });
  }

  /// What one helper demands besides its arguments; after the arguments were checked.
  static void checkSpecial(CallFacts facts, Helper helper) {
    switch (helper.name()) {
      case "tail_call" -> checkTailCall(facts);
      case "get_local_storage" -> {
        if (!CallFacts.isNull(facts.reg(2))) {
          throw facts.refused(Rule.ARGUMENT_KIND, 2, "0: there are no flags");
        }
        facts.walk.markPrecise(2);
      }
      case "for_each_map_elem" -> Callbacks.eachElement(facts);
      case "timer_set_callback" ->
          Callbacks.later(facts, dev.weir.verifier.state.Callback.LATER, false);
      case "find_vma" -> Callbacks.findArea(facts);
      case "snprintf" -> ConstantStrings.checkFormat(facts, 3, 5);
      case "loop" -> Callbacks.loop(facts);
      case "user_ringbuf_drain" -> Callbacks.drain(facts);
      case "dynptr_from_mem" -> {
        if (facts.reg(1).type() != RegType.MAP_VALUE) {
          throw facts.refused(Rule.ARGUMENT_KIND, 1, "memory in a map value");
        }
      }
      case "set_retval" -> checkSetResult(facts);
      case "per_cpu_ptr", "this_cpu_ptr" -> throw new Unmodelled("per-CPU variables of the kernel");
      case "get_func_ip" -> checkFunctionAddress(facts);
      default -> {}
    }
  }

  private static void checkFunctionAddress(CallFacts facts) {
    ProgramImage image = facts.walk.image();
    boolean around =
        image
            .attachType()
            .map(type ->
                switch (type) {
                  case TRACE_FENTRY, TRACE_FEXIT, MODIFY_RETURN -> true;
                  default -> false;
                })
            .orElse(false);
    if (image.type() != ProgramType.KPROBE && !around) {
      throw new Violation(
          Rule.HELPER_UNAVAILABLE, facts.name + " is for probes and programs around functions");
    }
  }

  private static void checkTailCall(CallFacts facts) {
    Walk walk = facts.walk;
    References.checkNoneHeld(walk, false, "a tail call");
    Sections.checkNoneOpen(walk, "a tail call");
    RegState index = facts.reg(3);
    int entries = facts.map == null ? 0 : facts.map.spec().maxEntries();
    if (index.isScalar()
        && index.scalar().isConstant()
        && Long.compareUnsigned(index.scalar().value(), Integer.toUnsignedLong(entries)) < 0) {
      walk.markPrecise(3);
    }
  }

  private static void checkSetResult(CallFacts facts) {
    Walk walk = facts.walk;
    ProgramImage image = walk.image();
    boolean cgroupLsm = image.type() == ProgramType.LSM;
    if (cgroupLsm && LsmHooks.returnsNothing(image)) {
      throw new Violation(
          Rule.SET_RESULT, "the hook " + image.kernelFunction().orElse("") + " has no result");
    }
    if (!walk.kernel().has(Behaviour.RESULT_OF_HOOK_CHECKED)) {
      return;
    }
    RegState value = facts.reg(1);
    if (!value.isScalar()) {
      throw facts.refused(Rule.SET_RESULT, 1, "a number");
    }
    boolean anything =
        image.type() == ProgramType.CGROUP_SOCKOPT
            && image.attachType().equals(Optional.of(AttachType.CGROUP_GETSOCKOPT));
    if (anything) {
      return;
    }
    walk.markPrecise(1);
    Scalar number = value.scalar();
    boolean yesOrNo = cgroupLsm && LsmHooks.answersYesOrNo(image);
    if (yesOrNo
        ? number.s32min() < 0 || number.s32max() > 1
        : number.s32min() < -MAX_ERRNO || number.s32max() > 0) {
      throw facts.refused(Rule.SET_RESULT, 1, yesOrNo ? "0 or 1" : "0 or a negative error number");
    }
  }
}
