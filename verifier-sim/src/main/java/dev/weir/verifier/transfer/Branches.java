// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.transfer;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.scalar.Comparison;
import dev.weir.verifier.scalar.Refinement;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;
import java.util.ArrayList;
import java.util.List;

/// Conditional jumps: which ways a path can go on, and what it learns on each.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_cond_jmp_op
public final class Branches {
  /// Which ways a path goes on.
  public enum Outcome {
    /// To the target only.
    TAKEN,
    /// To the next instruction only.
    NOT_TAKEN,
    /// Both; the state of the target was given to [Walk#branch], the walk's own goes on to the next
    /// instruction.
    BOTH
  }

  private Branches() {}

  /// Executes a conditional jump.
  ///
  /// @param targetSlot where it goes when the condition holds
  public static Outcome execute(Walk walk, Insn.JumpIf<Reg> jump, int targetSlot) {
    RegState left = Registers.read(walk, jump.left());
    RegState right = Registers.read(walk, jump.right());
    Comparison.Result result = decide(walk, jump, left, right);
    if (result != Comparison.Result.OPEN) {
      markPrecise(walk, jump, left, right);
      return result == Comparison.Result.HOLDS ? Outcome.TAKEN : Outcome.NOT_TAKEN;
    }
    List<LinkedScalars.Place> linked = collectLinks(walk, jump, left, right);
    LinkedScalars.note(walk, linked);
    State taken = walk.branch(targetSlot);
    State notTaken = walk.state();
    if (left.isScalar() && right.isScalar()) {
      refine(walk, jump, taken, notTaken, linked);
    }
    learnFromPointers(walk, jump, left, right, taken, notTaken);
    return Outcome.BOTH;
  }

  private static Comparison.Result decide(
      Walk walk, Insn.JumpIf<Reg> jump, RegState left, RegState right) {
    boolean wide = jump.width() == Width.W64;
    if (left.isScalar() && right.isScalar()) {
      return Comparison.decide(
          jump.condition(),
          jump.width(),
          left.scalar(),
          right.scalar(),
          isSame(jump),
          walk.kernel());
    }
    if (!wide) {
      // The low half of a pointer may be any number.
      return Comparison.Result.OPEN;
    }
    if (PacketRanges.isPacketOrEnd(left) && PacketRanges.isPacketOrEnd(right)) {
      return PacketRanges.decide(jump.condition(), left, right);
    }
    RegState pointer = isNull(right) ? left : right;
    RegState number = isNull(right) ? right : left;
    if (!isNull(number) || !NullChecks.certainlyNotNull(pointer, walk.kernel())) {
      return Comparison.Result.OPEN;
    }
    return switch (jump.condition()) {
      case EQ -> Comparison.Result.FAILS;
      case NE -> Comparison.Result.HOLDS;
      case GT, GE, SET, SGT, SGE, LT, LE, SLT, SLE -> Comparison.Result.OPEN;
    };
  }

  private static boolean isNull(RegState value) {
    return value.isScalar() && value.scalar().isConstant() && value.scalar().value() == 0;
  }

  private static boolean isSame(Insn.JumpIf<Reg> jump) {
    return jump.right().equals(Operand.reg(jump.left()));
  }

  /// The verdict depends on the numbers that decided a comparison.
  private static void markPrecise(Walk walk, Insn.JumpIf<Reg> jump, RegState left, RegState right) {
    if (left.isScalar()) {
      walk.markPrecise(jump.left().ordinal());
    }
    if (right.isScalar() && jump.right() instanceof Operand.Register<Reg>(Reg reg)) {
      walk.markPrecise(reg.ordinal());
    }
  }

  private static List<LinkedScalars.Place> collectLinks(
      Walk walk, Insn.JumpIf<Reg> jump, RegState left, RegState right) {
    List<LinkedScalars.Place> places = new ArrayList<>();
    if (!walk.kernel().has(Behaviour.LINKED_SUMS)) {
      return places;
    }
    if (jump.right() instanceof Operand.Register<Reg> && right.isScalar() && right.id() != 0) {
      LinkedScalars.collect(walk, right.id(), places);
    }
    if (left.isScalar() && left.id() != 0) {
      LinkedScalars.collect(walk, left.id(), places);
    }
    return places;
  }

  private static void refine(
      Walk walk,
      Insn.JumpIf<Reg> jump,
      State taken,
      State notTaken,
      List<LinkedScalars.Place> linked) {
    refine(walk, jump, true, taken);
    refine(walk, jump, false, notTaken);
    if (jump.right() instanceof Operand.Register<Reg>(Reg reg)) {
      propagate(walk, reg, taken, notTaken, linked);
    }
    propagate(walk, jump.left(), taken, notTaken, linked);
  }

  private static void refine(Walk walk, Insn.JumpIf<Reg> jump, boolean holds, State state) {
    int left = jump.left().ordinal();
    RegState first = state.current().reg(left);
    RegState second =
        switch (jump.right()) {
          case Operand.Register<Reg>(Reg reg) -> state.current().reg(reg.ordinal());
          case Operand.Immediate<Reg>(int value) -> RegState.scalar(Scalar.constant(value));
        };
    Refinement refined =
        Refinement.of(
            jump.condition(),
            holds,
            jump.width(),
            first.scalar(),
            second.scalar(),
            isSame(jump),
            walk.kernel());
    state.current().set(left, first.withScalar(refined.left()));
    if (jump.right() instanceof Operand.Register<Reg>(Reg reg)) {
      state.current().set(reg.ordinal(), second.withScalar(refined.right()));
    }
  }

  private static void propagate(
      Walk walk, Reg reg, State taken, State notTaken, List<LinkedScalars.Place> linked) {
    if (notTaken.current().reg(reg.ordinal()).id() != 0) {
      LinkedScalars.propagate(walk, notTaken, reg.ordinal(), linked);
      LinkedScalars.propagate(walk, taken, reg.ordinal(), linked);
    }
  }

  private static void learnFromPointers(
      Walk walk,
      Insn.JumpIf<Reg> jump,
      RegState left,
      RegState right,
      State taken,
      State notTaken) {
    if (jump.width() != Width.W64) {
      return;
    }
    boolean equality = jump.condition() == Condition.EQ || jump.condition() == Condition.NE;
    State equal = jump.condition() == Condition.EQ ? taken : notTaken;
    State different = jump.condition() == Condition.EQ ? notTaken : taken;
    if (equality && jump.right() instanceof Operand.Register<Reg>(Reg reg)) {
      equate(walk, jump.left(), reg, left, right, equal);
    }
    boolean nullCheck =
        equality
            && left.maybeNull()
            && isNull(right)
            && (jump.right() instanceof Operand.Immediate<Reg>
                || walk.kernel().has(Behaviour.NULL_CHECK_BY_REGISTER));
    if (nullCheck) {
      if (jump.right() instanceof Operand.Register<Reg>(Reg reg)) {
        walk.markPrecise(reg.ordinal());
      }
      NullChecks.decide(equal, left, true);
      NullChecks.decide(different, left, false);
    } else if (jump.right() instanceof Operand.Register<Reg>(Reg reg)) {
      PacketRanges.learn(
          jump.condition(), jump.left().ordinal(), reg.ordinal(), taken, notTaken, walk.kernel());
    }
  }

  /// A pointer that may be null, equal to one that is not, is not null.
  private static void equate(
      Walk walk, Reg leftReg, Reg rightReg, RegState left, RegState right, State equal) {
    if (!walk.kernel().has(Behaviour.NULLNESS_FROM_EQUALITY)
        || left.isScalar()
        || right.isScalar()
        || left.type() == RegType.BTF_ID
        || right.type() == RegType.BTF_ID) {
      return;
    }
    if (NullChecks.certainlyNotNull(left, walk.kernel()) && right.maybeNull()) {
      equal.current().set(rightReg.ordinal(), NullChecks.nonNull(right));
    }
    if (NullChecks.certainlyNotNull(right, walk.kernel()) && left.maybeNull()) {
      equal.current().set(leftReg.ordinal(), NullChecks.nonNull(left));
    }
  }
}
