// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Width;
import dev.weir.verifier.model.KernelModel;

/// What kernels before 6.8 learn from comparisons: about one side from a known other side, and from
/// equality of two unknown numbers.
///
/// @kernel v6.1 kernel/bpf/verifier.c reg_set_min_max
final class EarlyRefinement {
  private EarlyRefinement() {}

  static Refinement of(
      Condition condition,
      boolean holds,
      Width width,
      Scalar left,
      Scalar right,
      KernelModel kernel) {
    if (right.isConstant(width)) {
      long value = right.constantValue(width);
      return new Refinement(againstConstant(condition, holds, width, left, value, kernel), right);
    }
    if (left.isConstant(width)) {
      long value = left.constantValue(width);
      Condition flipped = flipped(condition);
      return new Refinement(left, againstConstant(flipped, holds, width, right, value, kernel));
    }
    boolean equal = condition == (holds ? Condition.EQ : Condition.NE);
    if (!equal || width != Width.W64) {
      return new Refinement(left, right);
    }
    return equate(left, right, kernel);
  }

  private static Refinement equate(Scalar left, Scalar right, KernelModel kernel) {
    Ranges first = new Ranges(left);
    Ranges second = new Ranges(right);
    first.wide.clampSigned(right.smin(), right.smax());
    first.wide.clampUnsigned(right.umin(), right.umax());
    second.wide.set(first.wide);
    first.bits = left.bits().intersect(right.bits());
    second.bits = first.bits;
    first.synchronise(kernel);
    second.synchronise(kernel);
    return new Refinement(first.toScalar(), second.toScalar());
  }

  private static Scalar againstConstant(
      Condition condition,
      boolean holds,
      Width width,
      Scalar number,
      long value,
      KernelModel kernel) {
    Ranges result = new Ranges(number);
    boolean wide = width == Width.W64;
    if (condition == Condition.SET) {
      testBits(holds, result, value);
    } else {
      limit(holds ? condition : condition.negated(), result, wide, value);
    }
    if (wide) {
      result.combineWideIntoLow(kernel);
    } else {
      result.combineLowIntoWide(kernel);
    }
    return result.toScalar();
  }

  private static void testBits(boolean holds, Ranges result, long tested) {
    if (!holds) {
      result.bits = result.bits.and(Tnum.constant(~tested));
    } else if (Long.bitCount(tested) == 1) {
      result.bits = result.bits.or(Tnum.constant(tested));
    }
  }

  private static void limit(Condition condition, Ranges result, boolean wide, long value) {
    Bounds bounds = result.of(wide);
    long signed = bounds.signed(value);
    long unsigned = bounds.unsigned(value);
    switch (condition) {
      case EQ -> {
        if (wide) {
          result.setConstant(value);
        } else {
          result.setLowConstant(value);
        }
      }
      case NE, SET -> {}
      case LE -> bounds.umax = Bounds.unsignedMin(bounds.umax, unsigned);
      case LT -> bounds.umax = Bounds.unsignedMin(bounds.umax, bounds.unsigned(unsigned - 1));
      case GE -> bounds.umin = Bounds.unsignedMax(bounds.umin, unsigned);
      case GT -> bounds.umin = Bounds.unsignedMax(bounds.umin, bounds.unsigned(unsigned + 1));
      case SLE -> bounds.smax = Math.min(bounds.smax, signed);
      case SLT -> bounds.smax = Math.min(bounds.smax, bounds.signed(signed - 1));
      case SGE -> bounds.smin = Math.max(bounds.smin, signed);
      case SGT -> bounds.smin = Math.max(bounds.smin, bounds.signed(signed + 1));
    }
  }

  private static Condition flipped(Condition condition) {
    return switch (condition) {
      case EQ, NE, SET -> condition;
      case GT -> Condition.LT;
      case GE -> Condition.LE;
      case LT -> Condition.GT;
      case LE -> Condition.GE;
      case SGT -> Condition.SLT;
      case SGE -> Condition.SLE;
      case SLT -> Condition.SGT;
      case SLE -> Condition.SGE;
    };
  }
}
