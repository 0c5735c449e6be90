// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Width;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;

/// Whether a comparison of two numbers is decided by what is known about them.
///
/// @kernel v6.12 kernel/bpf/verifier.c is_scalar_branch_taken
public final class Comparison {
  /// How a comparison comes out.
  public enum Result {
    /// It holds for all numbers of the sets.
    HOLDS,
    /// It holds for none.
    FAILS,
    /// It depends.
    OPEN;

    private Result opposite() {
      return switch (this) {
        case HOLDS -> FAILS;
        case FAILS -> HOLDS;
        case OPEN -> OPEN;
      };
    }
  }

  private Comparison() {}

  /// How `left condition right` comes out.
  ///
  /// @param same whether both are the same register
  public static Result decide(
      Condition condition,
      Width width,
      Scalar left,
      Scalar right,
      boolean same,
      KernelModel kernel) {
    if (same && kernel.has(Behaviour.SAME_REGISTER_DECIDED)) {
      return decideSame(condition, width, left);
    }
    if (!kernel.has(Behaviour.MIXED_WIDTH_BOUNDS) && !right.isConstant(width)) {
      return Result.OPEN;
    }
    Result result = decideByRanges(condition, width, left, right, kernel);
    if (result == Result.OPEN && kernel.has(Behaviour.DEAD_BRANCHES_BY_REFINEMENT)) {
      return decideByRefinement(condition, width, left, right, same, kernel);
    }
    return result;
  }

  private static Result decideSame(Condition condition, Width width, Scalar number) {
    return switch (condition) {
      case EQ, GE, LE, SGE, SLE -> Result.HOLDS;
      case NE, GT, LT, SGT, SLT -> Result.FAILS;
      case SET -> {
        Bounds bounds = new Ranges(number).of(width == Width.W64);
        if (number.isConstant(width)) {
          yield number.constantValue(width) != 0 ? Result.HOLDS : Result.FAILS;
        }
        yield bounds.smin <= 0 && bounds.smax >= 0 ? Result.OPEN : Result.HOLDS;
      }
    };
  }

  private static Result decideByRanges(
      Condition condition, Width width, Scalar left, Scalar right, KernelModel kernel) {
    boolean wide = width == Width.W64;
    Ranges first = new Ranges(left);
    Ranges second = new Ranges(right);
    Bounds a = first.of(wide);
    Bounds b = second.of(wide);
    return switch (condition) {
      case EQ -> decideEqual(width, left, right, first, second, kernel);
      case NE -> decideEqual(width, left, right, first, second, kernel).opposite();
      case SET -> decideBits(width, left, right);
      case GT -> decideUnsignedLess(b, a);
      case LT -> decideUnsignedLess(a, b);
      case GE -> decideUnsignedLess(a, b).opposite();
      case LE -> decideUnsignedLess(b, a).opposite();
      case SGT -> decideSignedLess(b, a);
      case SLT -> decideSignedLess(a, b);
      case SGE -> decideSignedLess(a, b).opposite();
      case SLE -> decideSignedLess(b, a).opposite();
    };
  }

  private static Result decideUnsignedLess(Bounds a, Bounds b) {
    if (Long.compareUnsigned(a.umax, b.umin) < 0) {
      return Result.HOLDS;
    }
    return Long.compareUnsigned(a.umin, b.umax) >= 0 ? Result.FAILS : Result.OPEN;
  }

  private static Result decideSignedLess(Bounds a, Bounds b) {
    if (a.smax < b.smin) {
      return Result.HOLDS;
    }
    return a.smin >= b.smax ? Result.FAILS : Result.OPEN;
  }

  private static Result decideEqual(
      Width width, Scalar left, Scalar right, Ranges first, Ranges second, KernelModel kernel) {
    if (left.isConstant(width) && right.isConstant(width)) {
      return left.constantValue(width) == right.constantValue(width) ? Result.HOLDS : Result.FAILS;
    }
    if (!kernel.has(Behaviour.EQUALITY_BY_RANGES)) {
      return Result.OPEN;
    }
    boolean wide = width == Width.W64;
    Tnum a = wide ? first.bits : first.bits.low();
    Tnum b = wide ? second.bits : second.bits.low();
    boolean apart =
        kernel.has(Behaviour.EQUALITY_BY_BITS) && !a.overlaps(b)
            || disjoint(first.of(wide), second.of(wide))
            || wide && disjoint(first.low, second.low);
    return apart ? Result.FAILS : Result.OPEN;
  }

  private static boolean disjoint(Bounds a, Bounds b) {
    return Long.compareUnsigned(a.umin, b.umax) > 0
        || Long.compareUnsigned(a.umax, b.umin) < 0
        || a.smin > b.smax
        || a.smax < b.smin;
  }

  private static Result decideBits(Width width, Scalar left, Scalar right) {
    boolean rightKnown = right.isConstant(width);
    if (!rightKnown && !left.isConstant(width)) {
      return Result.OPEN;
    }
    Tnum bits = rightKnown ? left.bits() : right.bits();
    long tested = rightKnown ? right.constantValue(width) : left.constantValue(width);
    if ((bits.value() & tested) != 0) {
      return Result.HOLDS;
    }
    return ((bits.value() | bits.mask()) & tested) == 0 ? Result.FAILS : Result.OPEN;
  }

  /// A branch on which refinement ends in a contradiction is never taken.
  private static Result decideByRefinement(
      Condition condition,
      Width width,
      Scalar left,
      Scalar right,
      boolean same,
      KernelModel kernel) {
    if (Refinement.contradicts(condition, false, width, left, right, same, kernel)) {
      return Result.HOLDS;
    }
    return Refinement.contradicts(condition, true, width, left, right, same, kernel)
        ? Result.FAILS
        : Result.OPEN;
  }
}
