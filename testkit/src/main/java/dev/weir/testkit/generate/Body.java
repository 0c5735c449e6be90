// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.Linkage;
import dev.weir.bytecode.object.Relocation;
import java.util.ArrayList;
import java.util.List;

/// A function of a random program.
///
/// @param name unique in its program
/// @param linkage how calls of it are verified
/// @param steps its code
public record Body(String name, Linkage linkage, List<Step> steps) {
  /// Copies the list.
  public Body {
    steps = List.copyOf(steps);
  }

  /// This with other code.
  public Body withSteps(List<Step> other) {
    return new Body(name, linkage, other);
  }

  /// This without the steps of some indices; jumps to them go to what follows.
  public Body without(int from, int to) {
    List<Step> kept = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      if (i < from || i >= to) {
        Step step = steps.get(i);
        int jump = step.jump();
        if (jump >= to) {
          kept.add(step.withJump(jump - (to - from)));
        } else {
          kept.add(jump > from ? step.withJump(from) : step);
        }
      }
    }
    return withSteps(kept);
  }

  /// The code with jump offsets in place.
  public Code code() {
    int[] slots = new int[steps.size() + 1];
    for (int i = 0; i < steps.size(); i++) {
      slots[i + 1] = slots[i] + steps.get(i).insn().slots();
    }
    List<Insn<Reg>> insns = new ArrayList<>(steps.size());
    List<Relocation> relocations = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      insns.add(
          step.jump() == Step.NO_JUMP
              ? step.insn()
              : aimed(step.insn(), slots[Math.min(step.jump(), steps.size())] - slots[i] - 1));
      if (step.target() != null) {
        relocations.add(new Relocation(slots[i], step.target()));
      }
    }
    return new Code(insns, relocations, List.of());
  }

  private static Insn<Reg> aimed(Insn<Reg> insn, int offset) {
    return switch (insn) {
      case Insn.JumpIf<Reg> j ->
          new Insn.JumpIf<>(j.condition(), j.width(), j.left(), j.right(), (short) offset);
      case Insn.Jump<Reg> j -> new Insn.Jump<>(j.wide(), offset);
      case Insn.MayGoto<Reg> _ -> new Insn.MayGoto<>((short) offset);
      default -> insn;
    };
  }
}
