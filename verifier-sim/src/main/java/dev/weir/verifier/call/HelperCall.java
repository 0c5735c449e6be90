// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.ArgKind;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;
import java.util.Objects;

/// Calls of helpers.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_helper_call
public final class HelperCall {
  private HelperCall() {}

  /// Executes a call of a helper; the slot the path goes on at. Callbacks are given to
  /// [Walk#branch].
  ///
  /// @throws dev.weir.verifier.report.Violation if the program may not call the helper so
  public static int execute(Walk walk, Insn.CallHelper<Reg> call) {
    Helper helper = HelperRules.find(walk, call.id());
    HelperRules.checkPlace(walk, helper);
    CallFacts facts = new CallFacts(walk, helper.functionName());
    for (int i = 0; i < helper.args().size(); i++) {
      HelperArgument.check(facts, helper, i);
    }
    if (helper.name().equals("kptr_xchg")) {
      KernelPointers.checkFits(facts, 2, Objects.requireNonNull(facts.field));
    }
    release(facts, helper);
    HelperRules.checkSpecial(facts, helper);
    CallerSaved.forget(walk.frame());
    RegState result = HelperResult.of(facts, helper);
    walk.frame().set(0, result);
    boolean tailCall = helper.name().equals("tail_call");
    if (tailCall && walk.kernel().has(Behaviour.TAIL_CALL_RETURNS)) {
      return afterTailCall(walk);
    }
    boolean changes =
        helper.changesPacketData()
            && (!tailCall || walk.kernel().has(Behaviour.CALLS_CHANGE_PACKETS));
    if (changes || facts.changesPacket) {
      CallerSaved.forgetPacket(walk.state());
    }
    if (facts.runs != null) {
      walk.state().push(facts.runs);
      return walk.image().functions().get(facts.runs.function()).start();
    }
    return walk.insn() + 1;
  }

  /// Inside of a function, a tail call that succeeds ends in the caller, with the result of another
  /// program, which is explored first; one that fails goes on.
  private static int afterTailCall(Walk walk) {
    int next = walk.insn() + 1;
    if (walk.state().frames().size() == 1) {
      return next;
    }
    if (walk.frame().callback() != null) {
      throw new Violation(Rule.CALLBACK_BODY, "a callback cannot make a tail call");
    }
    State failed = walk.branch(next);
    CallerSaved.forgetPacket(failed);
    State ended = walk.state();
    CallerSaved.forgetPacket(ended);
    int callSite = ended.pop().callSite();
    ended.current().set(0, RegState.UNKNOWN);
    return callSite + 1;
  }

  private static void release(CallFacts facts, Helper helper) {
    if (facts.releaseReg == 0) {
      return;
    }
    if (helper.args().get(facts.releaseReg - 1).kind() == ArgKind.DYNPTR) {
      Dynptrs.release(facts, facts.releaseReg);
    } else if (facts.refId != 0) {
      References.release(facts.walk, facts.refId, facts.name);
    }
  }
}
