// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.image.Reference;

/// Where control goes after each instruction, within its function.
final class Edges {
  private static final int[] NONE = {};

  private Edges() {}

  /// The slots that may follow each slot in the same function; a call is followed by the
  /// instruction after it.
  static int[][] of(Slots slots) {
    int[][] next = new int[slots.size()][];
    for (int slot = 0; slot < slots.size(); slot++) {
      next[slot] = after(slots, slot);
    }
    return next;
  }

  private static int[] after(Slots slots, int slot) {
    Insn<Reg> insn = slots.at(slot);
    return switch (insn) {
      case Insn.Exit<Reg> _ -> NONE;
      case Insn.JumpIndirect<Reg> _ -> NONE;
      case Insn.Jump<Reg> jump -> new int[] {Slots.target(slot, jump)};
      case Insn.JumpIf<Reg> jump -> new int[] {slot + 1, Slots.target(slot, jump)};
      case Insn.MayGoto<Reg> jump -> new int[] {slot + 1, Slots.target(slot, jump)};
      case null -> new int[] {slot + 1};
      default -> new int[] {slot + insn.slots()};
    };
  }

  /// The first slot of the function whose address an immediate load takes, -1 when it is none.
  static int functionTarget(Slots slots, int slot, Insn.LoadImm64<Reg> load) {
    return slots.image().references().get(slot) instanceof Reference.FunctionAddress(int function)
        ? slots.image().functions().get(function).start()
        : slot + 1 + (int) load.imm();
  }
}
