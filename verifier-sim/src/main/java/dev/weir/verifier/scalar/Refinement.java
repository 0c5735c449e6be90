// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Width;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;

/// What a comparison teaches about both sides on each of its branches.
///
/// @param left the left side after the comparison
/// @param right the right side after the comparison
/// @kernel v6.12 kernel/bpf/verifier.c regs_refine_cond_op
public record Refinement(Scalar left, Scalar right) {
  /// What is known of both sides where `left condition right` holds, or where it does not.
  ///
  /// @param holds the branch
  /// @param same whether both are the same register
  public static Refinement of(
      Condition condition,
      boolean holds,
      Width width,
      Scalar left,
      Scalar right,
      boolean same,
      KernelModel kernel) {
    if (!kernel.has(Behaviour.MIXED_WIDTH_BOUNDS)) {
      return EarlyRefinement.of(condition, holds, width, left, right, kernel);
    }
    if (same && kernel.has(Behaviour.SAME_REGISTER_DECIDED)) {
      return new Refinement(left, right);
    }
    Ranges first = new Ranges(left);
    Ranges second = same ? first : new Ranges(right);
    refine(condition, holds, width, first, second, kernel);
    first.repair(kernel);
    second.repair(kernel);
    return new Refinement(first.toScalar(), second.toScalar());
  }

  static boolean contradicts(
      Condition condition,
      boolean holds,
      Width width,
      Scalar left,
      Scalar right,
      boolean same,
      KernelModel kernel) {
    Ranges first = new Ranges(left);
    Ranges second = same ? first : new Ranges(right);
    refine(condition, holds, width, first, second, kernel);
    return first.contradictory() || second.contradictory();
  }

  private static void refine(
      Condition condition,
      boolean holds,
      Width width,
      Ranges left,
      Ranges right,
      KernelModel kernel) {
    boolean wide = width == Width.W64;
    if (condition == Condition.SET) {
      refineBits(holds, wide, left, right, kernel);
    } else {
      refineOrder(holds ? condition : condition.negated(), wide, left, right, kernel);
    }
    left.synchronise(kernel);
    right.synchronise(kernel);
  }

  private static void refineOrder(
      Condition condition, boolean wide, Ranges left, Ranges right, KernelModel kernel) {
    Bounds a = left.of(wide);
    Bounds b = right.of(wide);
    switch (condition) {
      case EQ -> equate(wide, left, right, kernel);
      case NE -> exclude(wide, left, right, kernel);
      case LE -> limitUnsigned(a, b, 0);
      case LT -> limitUnsigned(a, b, 1);
      case GE -> limitUnsigned(b, a, 0);
      case GT -> limitUnsigned(b, a, 1);
      case SLE -> limitSigned(a, b, 0);
      case SLT -> limitSigned(a, b, 1);
      case SGE -> limitSigned(b, a, 0);
      case SGT -> limitSigned(b, a, 1);
      case SET -> throw new IllegalArgumentException("not an order");
    }
  }

  /// `a + distance <= b`.
  private static void limitUnsigned(Bounds a, Bounds b, int distance) {
    a.umax = Bounds.unsignedMin(a.umax, a.unsigned(b.umax - distance));
    b.umin = Bounds.unsignedMax(a.unsigned(a.umin + distance), b.umin);
  }

  private static void limitSigned(Bounds a, Bounds b, int distance) {
    a.smax = Math.min(a.smax, a.signed(b.smax - distance));
    b.smin = Math.max(a.signed(a.smin + distance), b.smin);
  }

  private static void equate(boolean wide, Ranges left, Ranges right, KernelModel kernel) {
    Bounds a = left.of(wide);
    Bounds b = right.of(wide);
    if (kernel.has(Behaviour.CIRCULAR_RANGES)) {
      Arc.of(a).intersect(Arc.of(b)).store(a);
    } else {
      a.clampSigned(b.smin, b.smax);
      a.clampUnsigned(b.umin, b.umax);
    }
    b.set(a);
    if (wide) {
      left.bits = left.bits.intersect(right.bits);
      right.bits = left.bits;
    } else {
      Tnum common = left.bits.low().intersect(right.bits.low());
      left.bits = left.bits.withLow(common);
      right.bits = right.bits.withLow(common);
    }
  }

  /// A number that differs from a known one at an end of its range is not at that end.
  private static void exclude(boolean wide, Ranges left, Ranges right, KernelModel kernel) {
    Ranges known = known(wide, left, right);
    if (known == null) {
      return;
    }
    Bounds other = (known == right ? left : right).of(wide);
    long value = known.bits.value();
    long unsigned = other.unsigned(value);
    long signed = other.signed(value);
    if (kernel.has(Behaviour.CIRCULAR_RANGES)) {
      Arc.of(other).intersect(Arc.except(wide, unsigned)).store(other);
      return;
    }
    if (other.umin == unsigned) {
      other.umin = other.unsigned(other.umin + 1);
    }
    if (other.umax == unsigned) {
      other.umax = other.unsigned(other.umax - 1);
    }
    if (other.smin == signed) {
      other.smin = other.signed(other.smin + 1);
    }
    if (other.smax == signed) {
      other.smax = other.signed(other.smax - 1);
    }
  }

  private static void refineBits(
      boolean holds, boolean wide, Ranges left, Ranges right, KernelModel kernel) {
    Ranges known = known(wide, left, right);
    if (known == null) {
      return;
    }
    Ranges other = known == right ? left : right;
    long tested = wide ? known.bits.value() : known.bits.low().value();
    if (holds) {
      if (Long.bitCount(tested) == 1) {
        other.bits = other.bits.or(Tnum.constant(tested));
      }
      return;
    }
    if (kernel.has(Behaviour.BIT_TEST_FORGETS_RANGES)) {
      other.forgetBounds();
    }
    other.bits = other.bits.and(Tnum.constant(~tested));
  }

  @SuppressWarnings("NullAway") // null says that neither side is known
  private static Ranges known(boolean wide, Ranges left, Ranges right) {
    if (wide ? right.bits.isConstant() : right.bits.isLowConstant()) {
      return right;
    }
    return (wide ? left.bits.isConstant() : left.bits.isLowConstant()) ? left : null;
  }
}
