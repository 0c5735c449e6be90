// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.verifier.memory.Words;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.Callback;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;
import java.util.List;

/// The end of a function, of a callback, and of the program.
///
/// @kernel v6.18 kernel/bpf/verifier.c process_bpf_exit_full prepare_func_exit
public final class Exits {
  private Exits() {}

  /// Executes an exit.
  ///
  /// @return the slot where the path goes on: after the call, or at the call for callbacks; -1
  ///   where the path ends
  /// @throws Violation if the function may not end so
  public static int execute(Walk walk) {
    State state = walk.state();
    boolean nested = state.frames().size() > 1;
    boolean checked = !nested || !walk.kernel().has(Behaviour.LOCKED_FUNCTION_CALLS);
    if (checked && !Locks.ordersTree(walk)) {
      Sections.checkNoneOpen(walk, nested ? "the end of the function" : "the end of the program");
    }
    References.checkNoneHeld(walk, false, nested ? "the callback ends" : "the program ends");
    if (nested) {
      return leaveFunction(walk);
    }
    ResultRules.check(walk, 0);
    return -1;
  }

  private static int leaveFunction(Walk walk) {
    State state = walk.state();
    Frame callee = state.current();
    RegState result = callee.reg(0);
    if (result.type() == RegType.STACK) {
      throw new Violation(
          Rule.STACK_RETURNED, "R0 is a pointer to the stack, which must not be returned");
    }
    Callback role = callee.callback();
    if (role == null) {
      state.pop();
      state.current().set(0, result);
      return callee.callSite() + 1;
    }
    checkCallbackResult(walk, role, result);
    state.pop();
    if (!walk.kernel().has(Behaviour.CALLBACKS_REPEAT)) {
      return callee.callSite() + 1;
    }
    walk.widenSinceLastPass(state, callee.callSite());
    return callee.callSite();
  }

  private static void checkCallbackResult(Walk walk, Callback role, RegState result) {
    if (!result.isScalar()) {
      throw new Violation(
          result.type() == RegType.NOT_INIT ? Rule.RESULT_MISSING : Rule.CALLBACK_RESULT,
          "a callback returns "
              + Words.register(result)
              + "; expected "
              + ResultRules.range(role.least(), role.greatest()));
    }
    walk.markPrecise(0);
    if (result.scalar().smin() < role.least() || result.scalar().smax() > role.greatest()) {
      throw new Violation(
          Rule.CALLBACK_RESULT,
          "a callback returns "
              + Words.range(result.scalar())
              + "; expected "
              + ResultRules.range(role.least(), role.greatest()),
          List.of("R0 is " + Words.register(result)));
    }
  }
}
