// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.memory.Words;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.Callback;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;

/// The legacy packet loads, which are calls in truth: they clobber registers, and end the function
/// with the result 0 where the packet is too short.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_ld_abs
public final class PacketLoads {
  private static final int CONTEXT = 6;

  private PacketLoads() {}

  /// Executes a legacy packet load; the slot the path goes on at. Inside of a function that is
  /// behind its call, and the path on which the packet was long enough is given to [Walk#branch].
  ///
  /// @throws Violation if the instruction breaks a rule
  public static int execute(Walk walk, Insn<Reg> insn) {
    checkPlace(walk);
    RegState context = walk.frame().reg(CONTEXT);
    if (context.type() == RegType.NOT_INIT) {
      throw new Violation(Rule.UNINITIALISED_REGISTER, "R6 is read before it is written");
    }
    References.checkNoneHeld(walk, false, "a packet load, which may end the program");
    Sections.checkNoneOpen(walk, "a packet load, which may end the program");
    if (context.type() != RegType.CTX
        || context.off() != 0
        || !context.scalar().isConstant()
        || context.scalar().value() != 0) {
      throw new Violation(
          Rule.PACKET_LOAD,
          "R6 is " + Words.register(context) + "; a packet load expects the context there");
    }
    if (insn instanceof Insn.LoadInd<Reg> load) {
      int index = load.src().ordinal();
      if (walk.frame().reg(index).type() == RegType.NOT_INIT) {
        throw new Violation(
            Rule.UNINITIALISED_REGISTER, "R" + index + " is read before it is written");
      }
    }
    CallerSaved.forget(walk.frame());
    walk.frame().set(0, RegState.UNKNOWN);
    int next = walk.insn() + 1;
    return walk.state().frames().size() == 1 ? next : endOnShortPacket(walk, next);
  }

  private static void checkPlace(Walk walk) {
    switch (walk.image().type()) {
      case SOCKET_FILTER, SCHED_CLS, SCHED_ACT -> {}
      default ->
          throw new Violation(
              Rule.PACKET_LOAD,
              "programs of type "
                  + walk.image().type().kernelName()
                  + " cannot use legacy packet loads");
    }
    boolean own = walk.kernel().has(Behaviour.NO_LEGACY_LOADS_IN_CALLBACK_FRAMES);
    boolean everywhere = walk.kernel().has(Behaviour.NO_LEGACY_LOADS_IN_CALLBACKS);
    for (Frame frame : walk.state().frames()) {
      Callback role = frame.callback();
      boolean looked = everywhere || (own && frame.equals(walk.frame()));
      if (role != null && !role.async() && looked) {
        throw new Violation(Rule.CALLBACK_BODY, "a callback cannot use legacy packet loads");
      }
    }
  }

  /// The packet is too short on this path, long enough on the one that is left for later.
  private static int endOnShortPacket(Walk walk, int next) {
    walk.branch(next);
    int callSite = walk.state().pop().callSite();
    walk.state().current().set(0, RegState.ZERO);
    return callSite + 1;
  }
}
