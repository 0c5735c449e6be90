// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.transfer;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.SwapKind;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.scalar.Casts;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.scalar.ScalarArithmetic;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;
import java.util.List;

/// Arithmetic and moves.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_alu_op
public final class Arithmetic {
  private Arithmetic() {}

  /// Executes an arithmetic instruction or a move.
  ///
  /// @throws Violation if the instruction breaks a rule
  public static void execute(Walk walk, Insn<Reg> insn) {
    switch (insn) {
      case Insn.Alu<Reg> alu -> compute(walk, alu);
      case Insn.Mov<Reg> mov -> move(walk, mov);
      case Insn.MovSx<Reg> mov -> moveSigned(walk, mov);
      case Insn.Neg<Reg>(Width width, Reg dst) -> {
        RegState value = operandOf(walk, dst);
        set(
            walk,
            dst,
            value.isScalar()
                ? RegState.scalar(ScalarArithmetic.negate(width, value.scalar(), walk.kernel()))
                : RegState.UNKNOWN);
      }
      case Insn.Swap<Reg> swap -> swap(walk, swap);
      case Insn.AddrSpaceCast<Reg> cast -> cast(walk, cast);
      default -> throw new IllegalArgumentException("no arithmetic: " + insn);
    }
  }

  private static RegState operandOf(Walk walk, Reg dst) {
    RegState value = Registers.read(walk, dst);
    Registers.checkWritable(dst);
    return value;
  }

  private static void set(Walk walk, Reg reg, RegState value) {
    walk.frame().set(reg.ordinal(), value);
  }

  private static void compute(Walk walk, Insn.Alu<Reg> alu) {
    RegState right = Registers.read(walk, alu.src());
    RegState left = Registers.read(walk, alu.dst());
    checkImmediate(alu);
    Registers.checkWritable(alu.dst());
    if (left.type() == RegType.ARENA || right.type() == RegType.ARENA) {
      set(walk, alu.dst(), left.type() == RegType.ARENA ? left : right);
    } else if (!left.isScalar() && !right.isScalar()) {
      subtractPointers(walk, alu);
    } else if (!right.isScalar()) {
      // The number gets the pointer's nature, and decides where it leads.
      walk.markPrecise(alu.dst().ordinal());
      set(walk, alu.dst(), PointerArithmetic.apply(walk, alu, right, left.scalar(), true));
    } else if (!left.isScalar()) {
      if (alu.src() instanceof Operand.Register<Reg>(Reg src)) {
        walk.markPrecise(src.ordinal());
      }
      set(walk, alu.dst(), PointerArithmetic.apply(walk, alu, left, right.scalar(), false));
    } else {
      computeNumber(walk, alu, left, right);
    }
  }

  private static void checkImmediate(Insn.Alu<Reg> alu) {
    if (!(alu.src() instanceof Operand.Immediate<Reg>(int value))) {
      return;
    }
    switch (alu.op()) {
      case DIV, SDIV, MOD, SMOD -> {
        if (value == 0) {
          throw new Violation(
              Rule.DIVISION_BY_ZERO, Registers.name(alu.dst()) + " is divided by zero");
        }
      }
      case LSH, RSH, ARSH -> {
        if (value < 0 || value >= alu.width().bits()) {
          throw new Violation(
              Rule.SHIFT_OUT_OF_RANGE,
              "shift of %s by %d; a number of %d bits is shifted by 0 to %d"
                  .formatted(
                      Registers.name(alu.dst()),
                      value,
                      alu.width().bits(),
                      alu.width().bits() - 1));
        }
      }
      case ADD, SUB, MUL, AND, OR, XOR -> {}
    }
  }

  private static void subtractPointers(Walk walk, Insn.Alu<Reg> alu) {
    if (alu.op() != AluOp.SUB) {
      throw new Violation(
          Rule.POINTERS_COMBINED,
          "%s %s a pointer: both sides are pointers, and only their difference is defined"
              .formatted(Registers.name(alu.dst()), alu.op().symbol()),
          List.of(Describe.register(walk, alu.dst()), Describe.operand(walk, alu.src())));
    }
    set(walk, alu.dst(), RegState.UNKNOWN);
  }

  private static void computeNumber(Walk walk, Insn.Alu<Reg> alu, RegState left, RegState right) {
    Scalar number = left.scalar();
    if (ScalarArithmetic.forks(alu.op(), number, right.scalar(), walk.kernel())) {
      State zeros = walk.branch(walk.insn());
      zeros
          .current()
          .set(alu.dst().ordinal(), left.withScalar(ScalarArithmetic.decideMask(number, false)));
      number = ScalarArithmetic.decideMask(number, true);
    }
    Scalar result =
        ScalarArithmetic.apply(alu.op(), alu.width(), number, right.scalar(), walk.kernel());
    set(walk, alu.dst(), LinkedScalars.afterArithmetic(walk, alu, left, right, result));
  }

  private static void move(Walk walk, Insn.Mov<Reg> mov) {
    if (mov.src() instanceof Operand.Immediate<Reg>(int value)) {
      Registers.checkWritable(mov.dst());
      long number = mov.width() == Width.W64 ? value : Integer.toUnsignedLong(value);
      set(walk, mov.dst(), RegState.scalar(Scalar.constant(number)));
      return;
    }
    Reg src = ((Operand.Register<Reg>) mov.src()).reg();
    RegState value = Registers.read(walk, src);
    Registers.checkWritable(mov.dst());
    if (mov.width() == Width.W64) {
      set(walk, mov.dst(), value.isScalar() ? LinkedScalars.copy(walk, src, value) : value);
      return;
    }
    boolean fits = LinkedScalars.survivesZeroExtension(value, walk.kernel());
    RegState copy = narrowCopy(walk, src, value, fits);
    set(walk, mov.dst(), copy.withScalar(Casts.zeroExtend(copy.scalar(), walk.kernel())));
  }

  private static void moveSigned(Walk walk, Insn.MovSx<Reg> mov) {
    RegState value = Registers.read(walk, mov.src());
    Registers.checkWritable(mov.dst());
    if (!value.isScalar()) {
      Scalar result =
          mov.width() == Width.W64
              ? Scalar.UNKNOWN
              : Casts.zeroExtend(Scalar.UNKNOWN, walk.kernel());
      set(walk, mov.dst(), RegState.scalar(result));
      return;
    }
    long limit = 1L << (mov.fromBits() - 1);
    boolean fits = Long.compareUnsigned(value.scalar().umax(), limit) < 0;
    RegState copy = narrowCopy(walk, mov.src(), value, fits);
    set(
        walk,
        mov.dst(),
        copy.withScalar(
            Casts.signExtend(copy.scalar(), mov.fromBits(), mov.width(), walk.kernel())));
  }

  /// What a narrowing move starts from: a linked copy when it does not change the value, else a
  /// number of its own; of a pointer only that it is some number.
  private static RegState narrowCopy(Walk walk, Reg src, RegState value, boolean fits) {
    if (!value.isScalar()) {
      return RegState.UNKNOWN;
    }
    return fits ? LinkedScalars.copy(walk, src, value) : LinkedScalars.unlinked(value);
  }

  private static void swap(Walk walk, Insn.Swap<Reg> swap) {
    RegState value = operandOf(walk, swap.dst());
    if (!value.isScalar()) {
      set(walk, swap.dst(), RegState.UNKNOWN);
      return;
    }
    Scalar result = ScalarArithmetic.swap(swap.kind(), swap.bits(), value.scalar(), walk.kernel());
    boolean changes = swap.kind() != SwapKind.LE || swap.bits() < Long.SIZE;
    boolean linked = !changes && walk.kernel().has(Behaviour.SWAPS_TRACKED);
    set(walk, swap.dst(), linked ? value.withScalar(result) : RegState.scalar(result));
  }

  private static void cast(Walk walk, Insn.AddrSpaceCast<Reg> cast) {
    boolean toKernel = cast.dstSpace() == 0 && cast.srcSpace() == 1;
    boolean toArena = cast.dstSpace() == 1 && cast.srcSpace() == 0;
    if (!toKernel && !toArena) {
      throw new Violation(
          Rule.ADDRESS_SPACE,
          "cast from address space %d to %d; only 1 to 0 and 0 to 1 exist"
              .formatted(cast.srcSpace(), cast.dstSpace()));
    }
    if (walk.image().maps().stream().noneMatch(map -> map.type() == MapType.ARENA)) {
      throw new Violation(Rule.ADDRESS_SPACE, "address space cast in a program without an arena");
    }
    Registers.read(walk, cast.src());
    Registers.checkWritable(cast.dst());
    RegState result = toKernel ? RegState.UNKNOWN.withType(RegType.ARENA) : RegState.UNKNOWN;
    set(walk, cast.dst(), result);
  }
}
