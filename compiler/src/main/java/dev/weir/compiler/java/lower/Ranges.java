// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.isa.Condition;
import java.util.Optional;
import java.util.function.LongBinaryOperator;

/// Ranges of results of Java's operators.
final class Ranges {
  private Ranges() {}

  /// All values of the width.
  static Range full(boolean wide) {
    return wide ? Range.LONG : Range.INT;
  }

  private static Range fit(boolean wide, long min, long max) {
    Range range = Range.of(min, max);
    return range.within(full(wide)) ? range : full(wide);
  }

  /// The hull of an operator at the corners; everything when one of them overflows.
  private static Range corners(boolean wide, Range a, Range b, LongBinaryOperator exact) {
    try {
      long w = exact.applyAsLong(a.min(), b.min());
      long x = exact.applyAsLong(a.min(), b.max());
      long y = exact.applyAsLong(a.max(), b.min());
      long z = exact.applyAsLong(a.max(), b.max());
      return fit(
          wide, Math.min(Math.min(w, x), Math.min(y, z)), Math.max(Math.max(w, x), Math.max(y, z)));
    } catch (ArithmeticException overflow) {
      return full(wide);
    }
  }

  static Range add(boolean wide, Range a, Range b) {
    return corners(wide, a, b, Math::addExact);
  }

  static Range subtract(boolean wide, Range a, Range b) {
    return corners(wide, a, b, Math::subtractExact);
  }

  static Range multiply(boolean wide, Range a, Range b) {
    return corners(wide, a, b, Math::multiplyExact);
  }

  static Range divide(boolean wide, Range a, Range b) {
    boolean overflows = a.min() == full(wide).min() && b.min() <= -1 && b.max() >= -1;
    if (overflows || b.min() <= 0 && b.max() >= 0) {
      if (!overflows && a.isNonNegative() && b.min() >= 0) {
        return Range.of(0, a.max());
      }
      return full(wide);
    }
    return corners(wide, a, b, (x, y) -> x / y);
  }

  static Range remainder(boolean wide, Range a, Range b) {
    long limit =
        b.min() == Long.MIN_VALUE
            ? Long.MAX_VALUE
            : Math.max(Math.abs(b.min()), Math.abs(b.max())) - 1;
    if (limit < 0) {
      return full(wide);
    }
    long min = a.min() >= 0 ? 0 : Math.max(a.min(), -limit);
    long max = a.max() <= 0 ? 0 : Math.min(a.max(), limit);
    return fit(wide, min, max);
  }

  static Range and(boolean wide, Range a, Range b) {
    if (a.isConstant() && b.isConstant()) {
      return Range.constant(a.min() & b.min());
    }
    if (a.isNonNegative() || b.isNonNegative()) {
      long max =
          Math.min(
              a.isNonNegative() ? a.max() : Long.MAX_VALUE,
              b.isNonNegative() ? b.max() : Long.MAX_VALUE);
      return Range.of(0, max);
    }
    return full(wide);
  }

  static Range or(boolean wide, Range a, Range b) {
    if (a.isConstant() && b.isConstant()) {
      return Range.constant(a.min() | b.min());
    }
    if (!a.isNonNegative() || !b.isNonNegative()) {
      return full(wide);
    }
    return new Range(Math.max(a.min(), b.min()), bitsUpTo(a, b), a.nonZero() || b.nonZero());
  }

  static Range xor(boolean wide, Range a, Range b) {
    if (a.isConstant() && b.isConstant()) {
      return Range.constant(a.min() ^ b.min());
    }
    return a.isNonNegative() && b.isNonNegative() ? Range.of(0, bitsUpTo(a, b)) : full(wide);
  }

  private static long bitsUpTo(Range a, Range b) {
    long highest = Long.highestOneBit(Math.max(a.max(), b.max()));
    return highest == 0 ? 0 : (highest << 1) - 1;
  }

  static Range shiftLeft(boolean wide, Range a, Range count) {
    int bits = wide ? 64 : 32;
    if (!count.isConstant()) {
      return full(wide);
    }
    int by = (int) count.min() & (bits - 1);
    if (a.isConstant()) {
      return Range.constant(wide ? a.min() << by : (int) a.min() << by);
    }
    return by < bits - 1 ? multiply(wide, a, Range.constant(1L << by)) : full(wide);
  }

  static Range shiftRight(boolean wide, Range a, Range count) {
    if (!count.isConstant()) {
      return Range.of(Math.min(a.min(), 0), Math.max(a.max(), a.min() < 0 ? -1 : 0));
    }
    int by = (int) count.min() & (wide ? 63 : 31);
    return Range.of(a.min() >> by, a.max() >> by);
  }

  static Range shiftRightUnsigned(boolean wide, Range a, Range count) {
    if (a.isNonNegative()) {
      return shiftRight(wide, a, count);
    }
    int bits = wide ? 64 : 32;
    int by = count.isConstant() ? (int) count.min() & (bits - 1) : 0;
    if (a.isConstant() && count.isConstant()) {
      return Range.constant(wide ? a.min() >>> by : (int) a.min() >>> by);
    }
    return by == 0 ? full(wide) : Range.of(0, (1L << (bits - by)) - 1);
  }

  static Range negate(boolean wide, Range a) {
    return subtract(wide, Range.constant(0), a);
  }

  /// Whether a signed comparison always or never holds; empty when it depends.
  static Optional<Boolean> decide(Condition condition, Range a, Range b) {
    boolean apart = a.max() < b.min() || b.max() < a.min();
    boolean zeroApart =
        a.nonZero() && b.equals(Range.constant(0)) || b.nonZero() && a.equals(Range.constant(0));
    boolean same = a.isConstant() && b.isConstant() && a.min() == b.min();
    return switch (condition) {
      case EQ -> same ? yes() : apart || zeroApart ? no() : Optional.empty();
      case NE -> same ? no() : apart || zeroApart ? yes() : Optional.empty();
      case SLT -> a.max() < b.min() ? yes() : a.min() >= b.max() ? no() : Optional.empty();
      case SLE -> a.max() <= b.min() ? yes() : a.min() > b.max() ? no() : Optional.empty();
      case SGT -> decide(Condition.SLT, b, a);
      case SGE -> decide(Condition.SLE, b, a);
      case GT, GE, LT, LE, SET -> Optional.empty();
    };
  }

  private static Optional<Boolean> yes() {
    return Optional.of(true);
  }

  private static Optional<Boolean> no() {
    return Optional.of(false);
  }

  /// What is known of `a` where a signed comparison with `b` holds; `a` itself where that is
  /// nothing or would be nothing at all.
  static Range where(Condition condition, Range a, Range b) {
    long min = a.min();
    long max = a.max();
    boolean nonZero = a.nonZero();
    switch (condition) {
      case EQ -> {
        min = Math.max(min, b.min());
        max = Math.min(max, b.max());
        nonZero |= b.nonZero();
      }
      case NE -> {
        if (b.isConstant()) {
          nonZero |= b.min() == 0;
          if (min == b.min() && min < max) {
            min++;
          } else if (max == b.min() && min < max) {
            max--;
          }
        }
      }
      case SLT -> max = b.max() == Long.MIN_VALUE ? max : Math.min(max, b.max() - 1);
      case SLE -> max = Math.min(max, b.max());
      case SGT -> min = b.min() == Long.MAX_VALUE ? min : Math.max(min, b.min() + 1);
      case SGE -> min = Math.max(min, b.min());
      case GT, GE, LT, LE, SET -> {}
    }
    if (min > max || nonZero && min == 0 && max == 0) {
      return a;
    }
    return new Range(min, max, nonZero);
  }

  /// What is known of `a` where it is unsigned less than (or equal to) `b`, which is not negative.
  static Range below(Range a, Range b, boolean orEqual) {
    if (!b.isNonNegative() || !orEqual && b.max() == 0) {
      return a;
    }
    return where(
        Condition.SGE,
        where(Condition.SLE, a, Range.constant(orEqual ? b.max() : b.max() - 1)),
        Range.constant(0));
  }
}
