// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.report.Rule;
import org.jspecify.annotations.Nullable;

/// Loops as kernels before 6.7 take them: the way back to what the search by depth is still busy
/// with has to be a jump. A loop that is entered in its middle and whose end runs into that middle
/// is refused.
///
/// @kernel v6.6 kernel/bpf/verifier.c push_insn visit_insn
final class BackEdges {
  private enum Progress {
    NEW,
    BUSY,
    DONE
  }

  private final Slots slots;
  private final int[][] next;
  private final Progress[] progress;
  private final int[] taken;

  private BackEdges(Slots slots, int[][] next) {
    this.slots = slots;
    this.next = next;
    progress = new Progress[slots.size()];
    java.util.Arrays.fill(progress, Progress.NEW);
    taken = new int[slots.size()];
  }

  /// Checks the whole program, whose jumps are known to lead into it.
  static void check(Slots slots, int[][] next) {
    new BackEdges(slots, next).search();
  }

  private void search() {
    int[] open = new int[slots.size()];
    int depth = 0;
    open[depth++] = 0;
    progress[0] = Progress.BUSY;
    while (depth > 0) {
      int slot = open[depth - 1];
      int to = edge(slot, taken[slot]);
      if (to < 0) {
        progress[slot] = Progress.DONE;
        depth--;
        continue;
      }
      if (progress[to] == Progress.NEW) {
        progress[to] = Progress.BUSY;
        open[depth++] = to;
      } else if (progress[to] == Progress.BUSY && !mayGoBack(slot, taken[slot])) {
        throw new Misplaced(
            slot,
            Rule.INFINITE_LOOP,
            "instruction "
                + slot
                + " runs into instruction "
                + to
                + ", the middle at which its loop was entered; kernels before 6.7 take a loop only"
                + " when a jump leads back",
            "let the loop be entered at its start, or compare at its end");
      }
      taken[slot]++;
    }
  }

  /// The edges in the order of the search: the next instruction first. -1 behind the last one.
  private int edge(int slot, int index) {
    int[] own = next[slot];
    return index < own.length ? own[index] : index == own.length ? callee(slot) : -1;
  }

  private int callee(int slot) {
    Insn<Reg> insn = slots.at(slot);
    return switch (insn) {
      case Insn.CallLocal<Reg> call -> slot + 1 + call.offset();
      case Insn.LoadImm64<Reg> load when load.pseudo() == Pseudo.FUNC ->
          Edges.functionTarget(slots, slot, load);
      case null, default -> -1;
    };
  }

  private boolean mayGoBack(int slot, int index) {
    @Nullable Insn<Reg> insn = slots.at(slot);
    return insn instanceof Insn.Jump<Reg>
        || insn instanceof Insn.JumpIf<Reg>
        || insn instanceof Insn.MayGoto<Reg>
        || insn instanceof Insn.LoadImm64<Reg> && index > 0;
  }
}
