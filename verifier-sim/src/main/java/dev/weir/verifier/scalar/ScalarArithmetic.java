// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.SwapKind;
import dev.weir.bytecode.isa.Width;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;

/// What arithmetic instructions make of numbers: exactly the sets that a kernel's verifier
/// computes.
///
/// @kernel v6.12 kernel/bpf/verifier.c adjust_scalar_min_max_vals
public final class ScalarArithmetic {
  private ScalarArithmetic() {}

  /// The result of `left op right`; 32-bit operations zero the upper half.
  public static Scalar apply(AluOp op, Width width, Scalar left, Scalar right, KernelModel kernel) {
    boolean wide = width == Width.W64;
    Ranges result = new Ranges(left);
    Ranges operand = new Ranges(right);
    if (!kernel.has(Behaviour.MIXED_WIDTH_BOUNDS)) {
      if (!EarlyArithmetic.computes(op, wide, operand)) {
        return Scalar.UNKNOWN;
      }
      if (!EarlyArithmetic.inRange(op, wide, operand)) {
        result.bits = Tnum.UNKNOWN;
        result.forgetBounds();
        return finish(result, wide, kernel);
      }
    } else if (!computes(op, wide, operand, kernel)) {
      return Scalar.UNKNOWN;
    }
    switch (op) {
      case ADD -> add(result, operand, kernel);
      case SUB -> subtract(result, operand, kernel);
      case MUL -> {
        result.bits = result.bits.times(operand.bits, kernel);
        BoundsArithmetic.multiply(result.low, operand.low, kernel);
        BoundsArithmetic.multiply(result.wide, operand.wide, kernel);
      }
      case AND, OR, XOR -> bitwise(op, result, operand, kernel);
      case LSH -> shiftLeft(result, operand, wide, kernel);
      case RSH -> shiftRight(result, operand, wide, kernel);
      case ARSH -> shiftRightSigned(result, operand, wide, kernel);
      case DIV, SDIV, MOD, SMOD -> Division.apply(op, result, operand, wide);
    }
    return finish(result, wide, kernel);
  }

  /// The number at a constant distance from another that it is linked to.
  ///
  /// @param width whether the distance is one of the whole numbers, or of their low halves, the
  ///   upper ones being zero
  public static Scalar addDistance(Width width, Scalar number, long distance, KernelModel kernel) {
    Ranges result = new Ranges(number);
    add(result, new Ranges(Scalar.constant(distance)), kernel);
    if (width == Width.W32) {
      result.zeroExtend();
    }
    if (kernel.has(Behaviour.LINKED_SUMS_SYNCHRONISED)) {
      result.synchronise(kernel);
    }
    return result.toScalar();
  }

  /// The variable offset of a pointer that is moved by a number, before its bounds learn from each
  /// other; nothing is kept of its low half alone.
  ///
  /// @param op [AluOp#ADD] or [AluOp#SUB]
  public static Scalar offset(AluOp op, Scalar offset, Scalar number, KernelModel kernel) {
    Ranges result = new Ranges(offset);
    Ranges operand = new Ranges(number);
    if (op == AluOp.ADD) {
      BoundsArithmetic.add(result.wide, operand.wide, kernel);
      result.bits = result.bits.plus(operand.bits);
    } else {
      BoundsArithmetic.subtract(result.wide, operand.wide, kernel);
      result.bits = result.bits.minus(operand.bits);
    }
    result.low.forget();
    return result.toScalar();
  }

  /// The number with bits and bounds that have learnt from each other.
  public static Scalar settle(Scalar number, KernelModel kernel) {
    Ranges result = new Ranges(number);
    result.synchronise(kernel);
    result.repair(kernel);
    return result.toScalar();
  }

  /// The result of `-number`.
  public static Scalar negate(Width width, Scalar number, KernelModel kernel) {
    if (!kernel.has(Behaviour.NEGATION_TRACKED)) {
      return Scalar.UNKNOWN;
    }
    Ranges result = new Ranges(Scalar.ZERO);
    subtract(result, new Ranges(number), kernel);
    return finish(result, width == Width.W64, kernel);
  }

  /// The result of a byte swap, or of the truncation that a conversion to the machine's own order
  /// is.
  public static Scalar swap(SwapKind kind, int bits, Scalar number, KernelModel kernel) {
    if (!kernel.has(Behaviour.SWAPS_TRACKED)) {
      return Scalar.UNKNOWN;
    }
    Ranges result = new Ranges(number);
    if (kind != SwapKind.LE) {
      result.bits = result.bits.reverseBytes(bits / Byte.SIZE);
      result.forgetBounds();
    }
    if (bits < Long.SIZE) {
      Casts.truncate(result, bits / Byte.SIZE, kernel);
    }
    result.synchronise(kernel);
    result.repair(kernel);
    return result.toScalar();
  }

  /// Whether the kernel forks the path before a bitwise operation with a constant: for numbers
  /// known to be 0 or -1 in the whole or in the low half, which compilers make of comparisons.
  public static boolean forks(AluOp op, Scalar left, Scalar right, KernelModel kernel) {
    return kernel.has(Behaviour.MASKS_FORK)
        && (op == AluOp.AND || op == AluOp.OR)
        && right.isConstant()
        && (left.smin() == -1 && left.smax() == 0 || left.s32min() == -1 && left.s32max() == 0);
  }

  /// One side of a fork: `number`, known to be 0 or -1, decided to be all zeros or all ones.
  public static Scalar decideMask(Scalar number, boolean ones) {
    if (number.smin() == -1 && number.smax() == 0) {
      return Scalar.constant(ones ? -1 : 0);
    }
    Ranges result = new Ranges(number);
    result.setLowConstant(ones ? -1 : 0);
    return result.toScalar();
  }

  private static boolean computes(AluOp op, boolean wide, Ranges operand, KernelModel kernel) {
    boolean constant =
        wide
            ? operand.bits.isConstant() && operand.wide.isConstant()
            : operand.bits.isLowConstant() && operand.low.isConstant();
    return switch (op) {
      case ADD, SUB, MUL, AND, OR, XOR -> true;
      case LSH, RSH, ARSH ->
          constant && Long.compareUnsigned(operand.wide.umax, wide ? 64 : 32) < 0;
      case DIV, SDIV, MOD, SMOD -> constant && kernel.has(Behaviour.DIVISION_TRACKED);
    };
  }

  private static Scalar finish(Ranges result, boolean wide, KernelModel kernel) {
    if (!wide) {
      result.zeroExtend();
    }
    result.synchronise(kernel);
    result.repair(kernel);
    return result.toScalar();
  }

  private static void add(Ranges left, Ranges right, KernelModel kernel) {
    BoundsArithmetic.add(left.low, right.low, kernel);
    BoundsArithmetic.add(left.wide, right.wide, kernel);
    left.bits = left.bits.plus(right.bits);
  }

  private static void subtract(Ranges left, Ranges right, KernelModel kernel) {
    BoundsArithmetic.subtract(left.low, right.low, kernel);
    BoundsArithmetic.subtract(left.wide, right.wide, kernel);
    left.bits = left.bits.minus(right.bits);
  }

  private static void bitwise(AluOp op, Ranges left, Ranges right, KernelModel kernel) {
    Tnum before = left.bits;
    left.bits =
        switch (op) {
          case AND -> before.and(right.bits);
          case OR -> before.or(right.bits);
          default -> before.xor(right.bits);
        };
    // The kernel asks the result's bits where it means the operand's; a known result is no worse.
    if (left.bits.isLowConstant() && right.bits.isLowConstant()) {
      left.setLowConstant(left.bits.value());
    } else {
      bitwiseBounds(op, left.low, right.low, left.bits, kernel);
    }
    if (left.bits.isConstant() && right.bits.isConstant()) {
      left.setConstant(left.bits.value());
    } else {
      bitwiseBounds(op, left.wide, right.wide, left.bits, kernel);
      left.learnFromBits(kernel);
    }
  }

  private static void bitwiseBounds(
      AluOp op, Bounds left, Bounds right, Tnum bits, KernelModel kernel) {
    switch (op) {
      case AND -> BoundsArithmetic.and(left, right, bits, kernel);
      case OR -> BoundsArithmetic.or(left, right, bits, kernel);
      default -> BoundsArithmetic.xor(left, right, bits, kernel);
    }
  }

  private static void shiftLeft(Ranges value, Ranges count, boolean wide, KernelModel kernel) {
    if (wide) {
      long least = count.wide.umin;
      long greatest = count.wide.umax;
      boolean extension = least == 32 && greatest == 32;
      long smin = extension ? value.low.smin << 32 : Long.MIN_VALUE;
      long smax = extension ? value.low.smax << 32 : Long.MAX_VALUE;
      BoundsArithmetic.shiftLeftUnsigned(value.wide, least, greatest);
      value.wide.setSigned(smin, smax);
      BoundsArithmetic.shiftLeft(value.low, least, greatest);
      value.bits = value.bits.shiftLeft((int) least);
      value.learnFromBits(kernel);
    } else {
      BoundsArithmetic.shiftLeft(value.low, count.low.umin, count.low.umax);
      value.bits = value.bits.low().shiftLeft((int) count.low.umin).low();
      value.wide.forget();
      value.low.learn(value.bits);
    }
  }

  private static void shiftRight(Ranges value, Ranges count, boolean wide, KernelModel kernel) {
    Bounds by = count.of(wide);
    value.bits = (wide ? value.bits : value.bits.low()).shiftRight((int) by.umin);
    BoundsArithmetic.shiftRight(value.of(wide), by.umin, by.umax);
    afterRightShift(value, wide, kernel);
  }

  private static void shiftRightSigned(
      Ranges value, Ranges count, boolean wide, KernelModel kernel) {
    int by = (int) count.of(wide).umin;
    value.bits = wide ? value.bits.shiftRightSigned(by) : value.bits.lowShiftRightSigned(by);
    BoundsArithmetic.shiftRightSigned(value.of(wide), by);
    afterRightShift(value, wide, kernel);
  }

  private static void afterRightShift(Ranges value, boolean wide, KernelModel kernel) {
    if (wide) {
      value.low.forget();
      value.learnFromBits(kernel);
    } else {
      value.wide.forget();
      value.low.learn(value.bits);
    }
  }
}
