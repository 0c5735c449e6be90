// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

/// What is known of a number: its least and greatest value as Java sees it (signed), and whether it
/// may be zero.
///
/// @param min the least value, inclusive
/// @param max the greatest value, inclusive
/// @param nonZero whether it is known not to be zero
public record Range(long min, long max, boolean nonZero) {
  /// All values of an `int`.
  public static final Range INT = new Range(Integer.MIN_VALUE, Integer.MAX_VALUE, false);

  /// All values of a `long`.
  public static final Range LONG = new Range(Long.MIN_VALUE, Long.MAX_VALUE, false);

  /// 0 and 1.
  public static final Range BOOLEAN = new Range(0, 1, false);

  /// Checks the order, and drops a zero at either end that is known not to be there.
  public Range {
    if (nonZero && min == 0 && max > 0) {
      min = 1;
    }
    if (nonZero && max == 0 && min < 0) {
      max = -1;
    }
    if (min > max) {
      throw new IllegalArgumentException("range " + min + ".." + max);
    }
    nonZero = nonZero || min > 0 || max < 0;
  }

  /// From `min` to `max`.
  public static Range of(long min, long max) {
    return new Range(min, max, false);
  }

  /// One value.
  public static Range constant(long value) {
    return new Range(value, value, value != 0);
  }

  /// All values of an unsigned number of `bits` bits, at most 63.
  public static Range unsigned(int bits) {
    return of(0, (1L << bits) - 1);
  }

  /// All values of a signed number of `bits` bits, at most 64.
  public static Range signed(int bits) {
    return of(-1L << (bits - 1), ~(-1L << (bits - 1)));
  }

  /// Whether it is one value.
  public boolean isConstant() {
    return min == max;
  }

  /// Whether no value is negative.
  public boolean isNonNegative() {
    return min >= 0;
  }

  /// Whether all values lie in the other range.
  public boolean within(Range other) {
    return min >= other.min && max <= other.max && (nonZero || !other.nonZero);
  }

  /// What holds for a number that is in one of both.
  public Range join(Range other) {
    return new Range(Math.min(min, other.min), Math.max(max, other.max), nonZero && other.nonZero);
  }
}
