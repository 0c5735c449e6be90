// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The instructions of a program by slot, and which function each slot belongs to.
///
/// @param image the program
/// @param insns by slot; null for the second half of a 64-bit immediate load
/// @param functions index of the function, by slot
record Slots(ProgramImage image, List<@Nullable Insn<Reg>> insns, int[] functions) {
  static Slots of(ProgramImage image) {
    List<@Nullable Insn<Reg>> insns = image.bySlot();
    int[] functions = new int[insns.size()];
    List<FunctionImage> all = image.functions();
    for (int i = 0; i < all.size(); i++) {
      FunctionImage function = all.get(i);
      for (int slot = function.start(); slot < Math.min(function.end(), insns.size()); slot++) {
        functions[slot] = i;
      }
    }
    return new Slots(image, insns, functions);
  }

  int size() {
    return insns.size();
  }

  @Nullable Insn<Reg> at(int slot) {
    return insns.get(slot);
  }

  /// The function that a slot belongs to.
  FunctionImage function(int slot) {
    return image.functions().get(functions[slot]);
  }

  /// Index of the function that starts at a slot, -1 when none does.
  int functionAt(int slot) {
    if (slot < 0 || slot >= size()) {
      return -1;
    }
    int function = functions[slot];
    return image.functions().get(function).start() == slot ? function : -1;
  }

  /// The slot a jump leads to, -1 for instructions that do not jump.
  static int target(int slot, Insn<Reg> insn) {
    return switch (insn) {
      case Insn.JumpIf<Reg> jump -> slot + 1 + jump.offset();
      case Insn.Jump<Reg> jump -> slot + 1 + jump.offset();
      case Insn.MayGoto<Reg> jump -> slot + 1 + jump.offset();
      default -> -1;
    };
  }
}
