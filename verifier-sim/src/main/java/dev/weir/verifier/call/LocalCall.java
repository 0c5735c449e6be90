// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.object.Linkage;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.Reference;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.Walk;

/// Calls of functions of the program: a static function is followed, a global one is verified on
/// its own and taken at its word.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_func_call
public final class LocalCall {
  private static final int LAST_ARGUMENT = 5;

  private LocalCall() {}

  /// Executes a call of a function of the program.
  ///
  /// @return the slot where the path goes on: the function's first, or the one after the call
  /// @throws Violation if the function may not be called so
  public static int execute(Walk walk, Insn.CallLocal<Reg> call) {
    int target = walk.insn() + 1 + call.offset();
    int index = index(walk, target);
    FunctionImage function = walk.image().functions().get(index);
    if (Sections.locked(walk.state()) && !walk.kernel().has(Behaviour.LOCKED_FUNCTION_CALLS)) {
      throw new Violation(
          Rule.LOCK_HELD, "function " + function.name() + " is called while a lock is held");
    }
    if (function.linkage() != Linkage.STATIC) {
      callGlobal(walk, index, function);
      return walk.insn() + 1;
    }
    checkDepth(walk, function);
    Frame caller = walk.frame();
    Frame callee = new Frame(caller.number() + 1, index, walk.insn());
    for (int reg = 1; reg <= LAST_ARGUMENT; reg++) {
      callee.set(reg, caller.reg(reg));
    }
    CallerSaved.forget(caller);
    walk.state().push(callee);
    return function.start();
  }

  private static int index(Walk walk, int target) {
    if (walk.image().references().get(walk.insn()) instanceof Reference.LocalCall(int function)) {
      return function;
    }
    for (int i = 0; i < walk.image().functions().size(); i++) {
      if (walk.image().functions().get(i).start() == target) {
        return i;
      }
    }
    throw new IllegalStateException("a call of no function at " + walk.insn());
  }

  /// Demands that one more function can be active.
  static void checkDepth(Walk walk, FunctionImage callee) {
    int frames = walk.state().frames().size();
    int most = walk.kernel().frames();
    if (frames >= most) {
      int index = walk.image().functions().indexOf(callee);
      if (walk.state().frames().stream().anyMatch(frame -> frame.function() == index)) {
        throw new Violation(Rule.RECURSION, "the function `" + callee.name() + "` calls itself");
      }
      throw new Violation(
          Rule.CALL_DEPTH,
          "the call of "
              + callee.name()
              + " makes "
              + (frames + 1)
              + " functions active at once; "
              + most
              + " are possible");
    }
  }

  private static void callGlobal(Walk walk, int index, FunctionImage function) {
    String name = function.name();
    if (Sections.locked(walk.state())) {
      throw new Violation(
          Rule.LOCK_HELD, "global function " + name + " is called while a lock is held");
    }
    boolean restricted = walk.state().preemptLocks() > 0 || Sections.interruptsOff(walk.state());
    if (restricted && !walk.kernel().has(Behaviour.GLOBAL_CALLS_IN_SECTIONS)) {
      throw new Violation(
          Rule.LOCK_HELD,
          "global function " + name + " is called with preemption or interrupts off");
    }
    if (Sections.forbidsSleep(walk).isPresent() && SleepingFunctions.maySleep(walk, index)) {
      HelperRules.checkMaySleep(walk, "global function " + name);
    }
    Signature signature = Signature.of(walk.image(), walk.kernel(), index);
    GlobalArguments.check(walk, function, signature);
    walk.noteGlobalCall(index);
    if (walk.changesPacketData(index) && walk.kernel().has(Behaviour.CALLS_CHANGE_PACKETS)) {
      CallerSaved.forgetPacket(walk.state());
    }
    CallerSaved.forget(walk.frame());
    if (!signature.returnsNothing()) {
      walk.frame().set(0, RegState.UNKNOWN);
    }
  }
}
