// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.report.Rule;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/// Marks the points of the control flow that the exploration treats specially, and refuses code
/// that no path reaches.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_cfg visit_insn
final class FlowGraph {
  final BitSet comparePoints = new BitSet();
  final BitSet historyPoints = new BitSet();
  final BitSet alwaysKeep = new BitSet();
  final BitSet callsBack = new BitSet();
  final BitSet stepsIterator = new BitSet();
  final BitSet jumpTargets = new BitSet();

  private final Slots slots;
  private final int[][] next;
  private final boolean callbacksRepeat;
  private final BitSet reached = new BitSet();

  private FlowGraph(Slots slots, int[][] next, boolean callbacksRepeat) {
    this.slots = slots;
    this.next = next;
    this.callbacksRepeat = callbacksRepeat;
  }

  /// @param callbacksRepeat whether a path comes back to the call that ran a callback
  static FlowGraph of(Slots slots, int[][] next, boolean callbacksRepeat) {
    FlowGraph graph = new FlowGraph(slots, next, callbacksRepeat);
    graph.reach();
    graph.refuseUnreached();
    return graph;
  }

  private void reach() {
    Deque<Integer> open = new ArrayDeque<>();
    enter(open, 0);
    while (!open.isEmpty()) {
      int slot = open.pop();
      Insn<Reg> insn = slots.at(slot);
      if (insn != null) {
        mark(slot, insn);
        int callee = callee(slot, insn);
        if (callee >= 0) {
          comparePoints.set(slot);
          branchTo(callee);
          enter(open, callee);
        }
      }
      for (int to : next[slot]) {
        if (to < 0 || to >= slots.size()) {
          throw new Misplaced(
              slot, Rule.JUMP_OUT_OF_RANGE, "instruction " + slot + " leads to " + to);
        }
        enter(open, to);
      }
    }
  }

  private void enter(Deque<Integer> open, int slot) {
    if (!reached.get(slot)) {
      reached.set(slot);
      open.push(slot);
    }
  }

  private int callee(int slot, Insn<Reg> insn) {
    return switch (insn) {
      case Insn.CallLocal<Reg> call -> slot + 1 + call.offset();
      case Insn.LoadImm64<Reg> load when load.pseudo() == Pseudo.FUNC ->
          Edges.functionTarget(slots, slot, load);
      default -> -1;
    };
  }

  private void mark(int slot, Insn<Reg> insn) {
    switch (insn) {
      case Insn.JumpIf<Reg> _ -> {
        comparePoints.set(slot);
        branchTo(Slots.target(slot, insn));
      }
      case Insn.MayGoto<Reg> _ -> {
        comparePoints.set(slot);
        alwaysKeep.set(slot);
        branchTo(Slots.target(slot, insn));
      }
      case Insn.Jump<Reg> _ -> branchTo(Slots.target(slot, insn));
      case Insn.CallHelper<Reg> _, Insn.CallKfunc<Reg> _ -> {
        markCall(slot, insn);
        returnsTo(slot + 1);
      }
      case Insn.CallLocal<Reg> _ -> returnsTo(slot + 1);
      case Insn.LoadImm64<Reg> load when load.pseudo() == Pseudo.FUNC -> returnsTo(slot + 2);
      default -> {}
    }
  }

  private void markCall(int slot, Insn<Reg> insn) {
    ProgramImage image = slots.image();
    if (CallKinds.callsBackLater(image, slot, insn)) {
      comparePoints.set(slot);
    }
    if (CallKinds.callsBack(image, slot, insn)) {
      callsBack.set(slot);
    }
    if (callsBack.get(slot) && callbacksRepeat) {
      alwaysKeep.set(slot);
      comparePoints.set(slot);
      historyPoints.set(slot);
    }
    if (CallKinds.stepsIterator(image, slot, insn)) {
      stepsIterator.set(slot);
      alwaysKeep.set(slot);
      comparePoints.set(slot);
    }
  }

  private void returnsTo(int slot) {
    comparePoints.set(slot);
    historyPoints.set(slot);
  }

  private void branchTo(int slot) {
    comparePoints.set(slot);
    historyPoints.set(slot);
    jumpTargets.set(slot);
  }

  private void refuseUnreached() {
    for (int slot = 0; slot < slots.size(); slot++) {
      if (slots.at(slot) == null) {
        if (reached.get(slot)) {
          throw new Misplaced(
              slot - 1,
              Rule.JUMP_INTO_IMMEDIATE,
              "a jump leads into the second half of the 64-bit immediate load at " + (slot - 1));
        }
      } else if (!reached.get(slot)) {
        throw new Misplaced(
            slot,
            Rule.UNREACHABLE_INSTRUCTION,
            "no path reaches instruction " + slot,
            "it belongs to the function `" + slots.function(slot).name() + "`");
      }
    }
  }
}
