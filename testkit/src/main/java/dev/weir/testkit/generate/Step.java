// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.object.Relocation.Target;
import org.jspecify.annotations.Nullable;

/// One instruction whose jump target and references survive insertion and removal around it.
///
/// @param insn the instruction; its jump offset counts only when `jump` is [#NO_JUMP]
/// @param jump index of the step it jumps to, [#NO_JUMP] for none
/// @param target the map, data or function it refers to; null for none
public record Step(Insn<Reg> insn, int jump, @Nullable Target target) {
  /// Jumps nowhere, or by the offset in the instruction itself.
  public static final int NO_JUMP = -1;

  /// An instruction that neither jumps nor refers to anything.
  public static Step of(Insn<Reg> insn) {
    return new Step(insn, NO_JUMP, null);
  }

  /// This with another instruction.
  public Step withInsn(Insn<Reg> other) {
    return new Step(other, jump, target);
  }

  /// This jumping elsewhere.
  public Step withJump(int index) {
    return new Step(insn, index, target);
  }
}
