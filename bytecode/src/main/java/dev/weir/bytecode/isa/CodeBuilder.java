// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds code with labels: emit instructions, mark labels, then resolve all at once.
///
/// ```java
/// CodeBuilder code = new CodeBuilder(true);
/// CodeBuilder.Label done = code.label();
/// code.emit(new Insn.Mov<>(Width.W32, Reg.R0, Operand.imm(0)));
/// code.jumpIf(Condition.EQ, Width.W64, Reg.R1, Operand.imm(0), done);
/// code.emit(new Insn.Mov<>(Width.W32, Reg.R0, Operand.imm(1)));
/// code.mark(done);
/// code.emit(new Insn.Exit<>());
/// ```
///
/// A jump whose 16-bit offset does not reach its label is widened. With `gotol` (Linux 6.6) that is
/// a 32-bit jump, behind the inverted condition for a conditional one; without it the jump goes
/// through intermediate jumps placed between other instructions. Labels stay on the instruction
/// they were marked for, so records that count slots (lines, relocations) hang on labels as well:
/// see [#here].
///
/// Not thread-safe; may go on and be built again.
public final class CodeBuilder {
  private final boolean wideJumps;
  private final List<Insn<Reg>> insns = new ArrayList<>();
  private @Nullable Label[] targets = new Label[64];

  /// Creates an empty builder.
  ///
  /// @param wideJumps whether the target kernel has `gotol`
  public CodeBuilder(boolean wideJumps) {
    this.wideJumps = wideJumps;
  }

  /// A place in the code.
  public static final class Label {
    private final CodeBuilder owner;
    private int position = -1;

    private Label(CodeBuilder owner) {
      this.owner = owner;
    }
  }

  /// A new label, to be marked once.
  public Label label() {
    return new Label(this);
  }

  /// A new label, marked for the next instruction.
  public Label here() {
    Label label = label();
    mark(label);
    return label;
  }

  /// Puts a label in front of the next instruction.
  ///
  /// @throws IllegalArgumentException when it is another builder's or was marked before
  public void mark(Label label) {
    own(label);
    if (label.position >= 0) {
      throw new IllegalArgumentException("label marked twice");
    }
    label.position = insns.size();
  }

  /// Adds an instruction.
  ///
  /// @throws IllegalArgumentException for a jump, whose offset would not survive: jumps take labels
  public void emit(Insn<Reg> insn) {
    if (insn instanceof Insn.Jump || insn instanceof Insn.JumpIf || insn instanceof Insn.MayGoto) {
      throw new IllegalArgumentException("jump without a label: " + insn);
    }
    insns.add(insn);
  }

  /// Adds an unconditional jump.
  public void jump(Label target) {
    emit(new Insn.Jump<>(false, 0), target);
  }

  /// Adds a conditional jump.
  public void jumpIf(Condition condition, Width width, Reg left, Operand<Reg> right, Label target) {
    emit(new Insn.JumpIf<>(condition, width, left, right, (short) 0), target);
  }

  /// Adds a jump that the kernel takes once the loop's budget is used up (Linux 6.9).
  public void mayGoto(Label target) {
    emit(new Insn.MayGoto<>((short) 0), target);
  }

  /// Adds a call of the function that starts at a label of the same code.
  public void call(Label function) {
    emit(new Insn.CallLocal<>(0), function);
  }

  /// Adds a load of the address of the function that starts at a label of the same code.
  public void loadFunction(Reg dst, Label function) {
    emit(new Insn.LoadImm64<>(dst, Pseudo.FUNC, 0), function);
  }

  /// The number of instructions emitted so far, jumps included.
  public int size() {
    return insns.size();
  }

  /// Resolves all labels.
  ///
  /// @return [Assembled]; [BranchOutOfRange] only without wide jumps, see there
  /// @throws IllegalStateException when a label is referred to that was never marked
  public Assembly build() {
    int[] jumpTargets = new int[insns.size()];
    for (int i = 0; i < jumpTargets.length; i++) {
      Label target = i < targets.length ? targets[i] : null;
      if (target != null && target.position < 0) {
        throw new IllegalStateException("label never marked, referred to by " + insns.get(i));
      }
      jumpTargets[i] = target == null ? -1 : target.position;
    }
    return wideJumps
        ? new WideLayout(this, insns, jumpTargets).assemble()
        : new IslandLayout(this, insns, jumpTargets).assemble();
  }

  /// The index of the instruction a label is marked for.
  int position(Label label) {
    own(label);
    if (label.position < 0) {
      throw new IllegalArgumentException("label never marked");
    }
    return label.position;
  }

  private void emit(Insn<Reg> insn, Label target) {
    own(target);
    if (insns.size() >= targets.length) {
      targets = Arrays.copyOf(targets, Math.max(insns.size() + 1, targets.length * 2));
    }
    targets[insns.size()] = target;
    insns.add(insn);
  }

  private void own(Label label) {
    if (label.owner != this) {
      throw new IllegalArgumentException("label of another builder");
    }
  }
}
