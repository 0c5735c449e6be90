// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.report.Rule;

/// Sizes, jumps that stay in their functions, calls that lead to functions, functions that end.
///
/// @kernel v6.12 kernel/bpf/verifier.c add_subprog_and_kfunc check_subprogs
final class FunctionChecks {
  static final int MAX_SLOTS = 1_000_000;
  private static final int MAX_FUNCTIONS = 256;
  private static final int MAX_MAPS = 64;

  private FunctionChecks() {}

  static void check(Slots slots) {
    ProgramImage image = slots.image();
    if (slots.size() == 0 || slots.size() > MAX_SLOTS) {
      throw new Misplaced(
          0,
          Rule.PROGRAM_SIZE,
          "the program has " + slots.size() + " instructions; the kernel takes 1 to 1000000");
    }
    calls(slots);
    if (image.functions().size() > MAX_FUNCTIONS) {
      throw new Misplaced(
          0,
          Rule.TOO_MANY_FUNCTIONS,
          "the program has " + image.functions().size() + " functions; the kernel takes 256");
    }
    jumps(slots);
    if (image.maps().size() > MAX_MAPS) {
      throw new Misplaced(
          0,
          Rule.TOO_MANY_MAPS,
          "the program uses " + image.maps().size() + " maps; the kernel takes 64");
    }
  }

  private static void calls(Slots slots) {
    for (int slot = 0; slot < slots.size(); slot++) {
      int target =
          switch (slots.at(slot)) {
            case Insn.CallLocal<Reg> call -> slot + 1 + call.offset();
            case Insn.LoadImm64<Reg> load when load.pseudo() == Pseudo.FUNC ->
                Edges.functionTarget(slots, slot, load);
            case null, default -> -1;
          };
      if (target == -1 && !(slots.at(slot) instanceof Insn.CallLocal<Reg>)) {
        continue;
      }
      if (target < 0 || target >= slots.size() || slots.functionAt(target) < 0) {
        throw new Misplaced(
            slot,
            Rule.CALL_TARGET,
            "instruction " + slot + " calls instruction " + target + ", where no function starts");
      }
    }
  }

  private static void jumps(Slots slots) {
    for (FunctionImage function : slots.image().functions()) {
      int last = function.start();
      for (int slot = function.start(); slot < function.end(); slot++) {
        Insn<Reg> insn = slots.at(slot);
        last = slot;
        if (insn == null || !jumpsSomewhere(insn)) {
          continue;
        }
        int target = Slots.target(slot, insn);
        if (target < function.start() || target >= function.end()) {
          throw new Misplaced(
              slot,
              Rule.JUMP_OUT_OF_RANGE,
              "instruction " + slot + " jumps to " + target,
              "the function `"
                  + function.name()
                  + "` has the instructions "
                  + function.start()
                  + " to "
                  + (function.end() - 1));
        }
      }
      Insn<Reg> end = slots.at(last);
      boolean ends =
          end instanceof Insn.Exit<Reg>
              || end instanceof Insn.Jump<Reg>
              || end instanceof Insn.JumpIndirect<Reg>;
      if (!ends) {
        throw new Misplaced(
            last,
            Rule.FALLS_OFF_END,
            "the last instruction of `" + function.name() + "` is neither an exit nor a jump");
      }
    }
  }

  private static boolean jumpsSomewhere(Insn<Reg> insn) {
    return insn instanceof Insn.JumpIf<Reg>
        || insn instanceof Insn.Jump<Reg>
        || insn instanceof Insn.MayGoto<Reg>;
  }
}
