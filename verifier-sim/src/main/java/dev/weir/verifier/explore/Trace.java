// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.explore.PathStep.Kind;
import dev.weir.verifier.structure.Structure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way to a state, instruction by instruction, from what was remembered of it.
final class Trace {
  private static final int MAX_STEPS = 20_000;

  private Trace() {}

  /// The slots executed, oldest first, ending with that of the state itself; the latest 20,000.
  static List<Integer> slots(Structure structure, Node end) {
    List<Integer> slots = new ArrayList<>();
    Node node = end;
    int slot = end.slot;
    History history = node.history;
    while (slot >= 0 && slots.size() < MAX_STEPS) {
      slots.add(slot);
      if (slot == node.firstSlot && start(history, slot)) {
        Node parent = node.parent;
        if (parent == null) {
          break;
        }
        slot = parent.lastSlot;
        node = parent;
        history = node.history;
      } else if (history != null && history.slot() == slot) {
        slot = history.previous();
        history = history.before();
      } else {
        slot--;
        if (slot >= 0 && structure.insn(slot) == null) {
          slot--;
        }
      }
    }
    Collections.reverse(slots);
    return slots;
  }

  private static boolean start(@Nullable History history, int slot) {
    return history == null || (history.count() == 1 && history.slot() == slot);
  }

  /// The turns of the way to a state.
  static List<PathStep> steps(Structure structure, Node end) {
    List<Integer> slots = slots(structure, end);
    List<PathStep> steps = new ArrayList<>();
    for (int i = 0; i + 1 < slots.size(); i++) {
      int slot = slots.get(i);
      int next = slots.get(i + 1);
      Kind kind = kind(structure, slot, next);
      if (kind != null) {
        steps.add(new PathStep(slot, kind, next));
      }
    }
    return steps;
  }

  private static @Nullable Kind kind(Structure structure, int slot, int next) {
    Insn<Reg> insn = structure.insn(slot);
    return switch (insn) {
      case Insn.JumpIf<Reg> _, Insn.MayGoto<Reg> _ ->
          next == slot + 1 ? Kind.NOT_TAKEN : Kind.TAKEN;
      case Insn.Jump<Reg> _ -> Kind.JUMP;
      case Insn.CallLocal<Reg> _ -> next == slot + 1 ? null : Kind.CALL;
      case Insn.CallHelper<Reg> _, Insn.CallKfunc<Reg> _ -> next == slot + 1 ? null : Kind.CALLBACK;
      case Insn.Exit<Reg> _ -> Kind.RETURN;
      case null, default -> null;
    };
  }
}
