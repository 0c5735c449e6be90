// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Lays out code with `gotol` for jumps out of reach of 16 bits.
///
/// ```text
/// goto L            gotol L
/// if a < b goto L   if a >= b goto +1; gotol L
/// if a & b goto L   if a & b goto +1; goto +1; gotol L      (no inverse)
/// may_goto L        may_goto +1; goto +1; gotol L           (no inverse)
/// ```
///
/// A widened jump never shrinks back, so that the search for a fixed point ends.
final class WideLayout {
  private final CodeBuilder builder;
  private final List<Insn<Reg>> insns;
  private final int[] targets;
  private final int[] starts;
  private final BitSet widened = new BitSet();

  /// @param targets for each instruction the index of the instruction it refers to, or -1
  WideLayout(CodeBuilder builder, List<Insn<Reg>> insns, int[] targets) {
    this.builder = builder;
    this.insns = insns;
    this.targets = targets;
    this.starts = new int[insns.size() + 1];
  }

  Assembled assemble() {
    do {
      place();
    } while (widenOutOfReach());
    List<Insn<Reg>> out = new ArrayList<>(insns.size());
    for (int i = 0; i < targets.length; i++) {
      if (targets[i] < 0) {
        out.add(insns.get(i));
      } else {
        resolve(i, out);
      }
    }
    return new Assembled(builder, out, starts);
  }

  private void place() {
    int slot = 0;
    for (int i = 0; i < targets.length; i++) {
      starts[i] = slot;
      slot += widened.get(i) ? widenedSlots(insns.get(i)) : insns.get(i).slots();
    }
    starts[targets.length] = slot;
  }

  private static int widenedSlots(Insn<Reg> insn) {
    return switch (insn) {
      case Insn.JumpIf<Reg> jump -> jump.condition() == Condition.SET ? 3 : 2;
      case Insn.MayGoto<Reg> _ -> 3;
      default -> 1;
    };
  }

  private boolean widenOutOfReach() {
    boolean changed = false;
    for (int i = 0; i < targets.length; i++) {
      if (targets[i] >= 0 && !widened.get(i) && isShort(insns.get(i)) && !reaches(i)) {
        widened.set(i);
        changed = true;
      }
    }
    return changed;
  }

  static boolean isShort(Insn<Reg> insn) {
    return insn instanceof Insn.Jump || insn instanceof Insn.JumpIf || insn instanceof Insn.MayGoto;
  }

  private boolean reaches(int i) {
    int offset = starts[targets[i]] - starts[i] - 1;
    return offset == (short) offset;
  }

  private void resolve(int i, List<Insn<Reg>> out) {
    Insn<Reg> insn = insns.get(i);
    int offset = starts[targets[i]] - starts[i] - 1;
    if (!widened.get(i)) {
      out.add(withOffset(insn, offset));
      return;
    }
    if (insn instanceof Insn.JumpIf<Reg> jump && jump.condition() != Condition.SET) {
      out.add(
          new Insn.JumpIf<>(
              jump.condition().negated(), jump.width(), jump.left(), jump.right(), (short) 1));
    } else if (!(insn instanceof Insn.Jump)) {
      out.add(withOffset(insn, 1));
      out.add(new Insn.Jump<>(false, 1));
    }
    out.add(new Insn.Jump<>(true, offset - widenedSlots(insn) + 1));
  }

  /// A jump, local call or function address with its offset.
  static Insn<Reg> withOffset(Insn<Reg> insn, int offset) {
    return switch (insn) {
      case Insn.Jump<Reg> _ -> new Insn.Jump<>(false, offset);
      case Insn.JumpIf<Reg> jump ->
          new Insn.JumpIf<>(
              jump.condition(), jump.width(), jump.left(), jump.right(), (short) offset);
      case Insn.MayGoto<Reg> _ -> new Insn.MayGoto<>((short) offset);
      case Insn.CallLocal<Reg> _ -> new Insn.CallLocal<>(offset);
      case Insn.LoadImm64<Reg> load ->
          new Insn.LoadImm64<>(load.dst(), load.pseudo(), Integer.toUnsignedLong(offset));
      default -> throw new IllegalArgumentException("no offset in " + insn);
    };
  }
}
