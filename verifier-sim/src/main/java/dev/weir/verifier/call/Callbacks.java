// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.Callback;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Functions of the program that the kernel calls back.
///
/// A callback that runs within the call is one more path: it starts at the callback's first
/// instruction, one frame deeper, and comes back to the call itself, which may then run it again;
/// the other path goes on after the call as if the callback never ran. Before 6.7 there is one path
/// only: through the callback, once, and on after the call.
///
/// @kernel v6.12 kernel/bpf/verifier.c push_callback_call
final class Callbacks {
  private Callbacks() {}

  /// Runs the callback of `bpf_loop`, unless it ran as often as the loop can go round.
  static void loop(CallFacts facts) {
    Walk walk = facts.walk;
    boolean repeats = walk.kernel().has(Behaviour.CALLBACKS_REPEAT);
    if (repeats && CallFacts.isNull(facts.reg(4))) {
      walk.markPrecise(4);
    }
    if (!facts.reg(1).isScalar()) {
      throw facts.refused(Rule.ARGUMENT_KIND, 1, "a number of rounds");
    }
    Frame caller = walk.frame();
    if (repeats) {
      walk.markPrecise(1);
      long rounds = facts.reg(1).scalar().umax();
      if (Long.compareUnsigned(caller.callbackDepth(), rounds) >= 0) {
        caller.setCallbackDepth(0);
        return;
      }
    }
    Frame callee = push(facts, Callback.LOOP);
    callee.set(1, RegState.UNKNOWN);
    callee.set(2, caller.reg(3));
  }

  /// Runs the callback of `bpf_for_each_map_elem`.
  static void eachElement(CallFacts facts) {
    Frame caller = facts.walk.frame();
    Frame callee = push(facts, Callback.LOOP);
    RegState map = caller.reg(1);
    callee.set(1, map);
    callee.set(2, inMap(RegType.MAP_KEY, facts));
    callee.set(3, inMap(RegType.MAP_VALUE, facts));
    callee.set(4, caller.reg(3));
  }

  /// Runs the callback of `bpf_user_ringbuf_drain`.
  static void drain(CallFacts facts) {
    Frame caller = facts.walk.frame();
    Frame callee = push(facts, Callback.LOOP);
    callee.set(
        1,
        RegState.pointer(RegType.DYNPTR)
            .withFlags(RegFlag.DYNPTR_LOCAL)
            .withId(facts.walk.newId()));
    callee.set(2, caller.reg(3));
  }

  /// Runs the callback of `bpf_find_vma`.
  static void findArea(CallFacts facts) {
    Frame caller = facts.walk.frame();
    Frame callee = push(facts, Callback.LOOP);
    callee.set(1, caller.reg(1));
    @Nullable BtfTarget area =
        BtfMatch.kernelStruct(facts.walk.image().kernelTypes(), "vm_area_struct").orElse(null);
    callee.set(2, RegState.pointer(RegType.BTF_ID).withTarget(area));
    callee.set(3, caller.reg(4));
  }

  private static RegState inMap(RegType type, CallFacts facts) {
    return RegState.pointer(type).withTarget(facts.map).withUid(facts.mapUid);
  }

  private static Frame push(CallFacts facts, Callback role) {
    Walk walk = facts.walk;
    FunctionImage function = Objects.requireNonNull(facts.callback);
    int index = walk.image().functions().indexOf(function);
    LocalCall.checkDepth(walk, function);
    walk.noteCallback(index, false);
    if (!walk.kernel().has(Behaviour.CALLBACKS_REPEAT)) {
      Frame only = new Frame(walk.frame().number() + 1, index, walk.insn());
      only.setCallback(role);
      facts.runs = only;
      return only;
    }
    State state = walk.branch(function.start());
    Frame caller = state.current();
    Frame callee = new Frame(caller.number() + 1, index, walk.insn());
    callee.setCallback(role);
    state.push(callee);
    state.setCallbackUnroll(state.callbackUnroll() + 1);
    caller.setCallbackDepth(caller.callbackDepth() + 1);
    walk.frame().setCallbackDepth(0);
    return callee;
  }

  /// Lets a callback run later: that of a timer, a work queue or task work.
  ///
  /// @param role what it may return
  /// @param sleepable whether it may sleep
  static void later(CallFacts facts, Callback role, boolean sleepable) {
    Walk walk = facts.walk;
    FunctionImage function = Objects.requireNonNull(facts.callback);
    int index = walk.image().functions().indexOf(function);
    walk.noteCallback(index, true);
    RegState value = facts.reg(1);
    State state = walk.branchAsync(index);
    state.setSleepable(sleepable);
    Frame callee = state.current();
    callee.setCallback(role);
    RegState in = value.withOff(0).withFlags(0).withId(0).withRefId(0);
    callee.set(1, RegState.pointer(RegType.MAP_PTR).withTarget(in.target()).withUid(in.uid()));
    callee.set(2, RegState.pointer(RegType.MAP_KEY).withTarget(in.target()).withUid(in.uid()));
    callee.set(3, RegState.pointer(RegType.MAP_VALUE).withTarget(in.target()).withUid(in.uid()));
  }
}
