// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

/// The values a program may leave in R0 at its exit, as a signed 64-bit interval, both ends
/// included.
///
/// @param min the smallest permitted value
/// @param max the largest permitted value
public record ReturnRange(long min, long max) {
  /// Any value: the kernel does not check the exit value of the program type.
  public static final ReturnRange ANY = new ReturnRange(Long.MIN_VALUE, Long.MAX_VALUE);

  /// Checks that the interval is not empty.
  public ReturnRange {
    if (min > max) {
      throw new IllegalArgumentException("empty range [" + min + ", " + max + "]");
    }
  }

  /// Whether a program may return `value`.
  public boolean contains(long value) {
    return min <= value && value <= max;
  }

  /// Whether every value is permitted.
  public boolean any() {
    return equals(ANY);
  }

  /// `any`, or the interval as the kernel's log writes it, `[0, 1]`.
  @Override
  public String toString() {
    return any() ? "any" : "[" + min + ", " + max + "]";
  }
}
