// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;

/// A 64-bit number of which some bits are known.
///
/// The set it stands for is every number that agrees with [#value] outside of [#mask]. Operations
/// give a set that holds every result of the operation on members of their operands' sets.
///
/// @param value the known bits; 0 where a bit is unknown
/// @param mask ones where a bit is unknown
/// @kernel v6.12 kernel/bpf/tnum.c
public record Tnum(long value, long mask) {
  /// Nothing known.
  public static final Tnum UNKNOWN = new Tnum(0, -1);

  private static final long LOW = 0xffff_ffffL;

  /// A known number.
  public static Tnum constant(long value) {
    return new Tnum(value, 0);
  }

  /// The tightest one that holds all unsigned numbers from `least` to `greatest`.
  public static Tnum range(long least, long greatest) {
    int differing = Long.SIZE - Long.numberOfLeadingZeros(least ^ greatest);
    if (differing == Long.SIZE) {
      return UNKNOWN;
    }
    long unknown = (1L << differing) - 1;
    return new Tnum(least & ~unknown, unknown);
  }

  /// Whether all bits are known.
  public boolean isConstant() {
    return mask == 0;
  }

  /// Whether the low 32 bits are known.
  public boolean isLowConstant() {
    return (int) mask == 0;
  }

  /// Whether `number` is in the set.
  public boolean contains(long number) {
    return (number & ~mask) == value;
  }

  /// Whether every member of `other` is one of this.
  public boolean contains(Tnum other) {
    return (other.mask & ~mask) == 0 && (other.value & ~mask) == value;
  }

  /// Whether the two have a member in common.
  public boolean overlaps(Tnum other) {
    long known = ~mask & ~other.mask;
    return (value & known) == (other.value & known);
  }

  /// Sum.
  public Tnum plus(Tnum other) {
    long least = value + other.value;
    long greatest = least + mask + other.mask;
    return of(least, (least ^ greatest) | mask | other.mask);
  }

  /// Difference.
  public Tnum minus(Tnum other) {
    long difference = value - other.value;
    long varying = (difference + mask) ^ (difference - other.mask);
    return of(difference, varying | mask | other.mask);
  }

  /// Negation.
  public Tnum negated() {
    return constant(0).minus(this);
  }

  /// Product; 6.18 and newer join the two cases of an unknown bit, which is more precise.
  public Tnum times(Tnum other, KernelModel kernel) {
    return kernel.has(Behaviour.PRODUCT_BITS_JOINED) ? timesJoined(other) : timesSummed(other);
  }

  private Tnum timesJoined(Tnum other) {
    Tnum sum = constant(0);
    Tnum factor = this;
    Tnum addend = other;
    while ((factor.value | factor.mask) != 0) {
      if ((factor.value & 1) != 0) {
        sum = sum.plus(addend);
      } else if ((factor.mask & 1) != 0) {
        sum = sum.union(sum.plus(addend));
      }
      factor = factor.shiftRight(1);
      addend = addend.shiftLeft(1);
    }
    return sum;
  }

  private Tnum timesSummed(Tnum other) {
    Tnum uncertain = constant(0);
    Tnum factor = this;
    Tnum addend = other;
    while ((factor.value | factor.mask) != 0) {
      if ((factor.value & 1) != 0) {
        uncertain = uncertain.plus(new Tnum(0, addend.mask));
      } else if ((factor.mask & 1) != 0) {
        uncertain = uncertain.plus(new Tnum(0, addend.value | addend.mask));
      }
      factor = factor.shiftRight(1);
      addend = addend.shiftLeft(1);
    }
    return constant(value * other.value).plus(uncertain);
  }

  /// Bitwise and.
  public Tnum and(Tnum other) {
    long ones = value & other.value;
    return new Tnum(ones, (value | mask) & (other.value | other.mask) & ~ones);
  }

  /// Bitwise or.
  public Tnum or(Tnum other) {
    long ones = value | other.value;
    return new Tnum(ones, (mask | other.mask) & ~ones);
  }

  /// Bitwise exclusive or.
  public Tnum xor(Tnum other) {
    return of(value ^ other.value, mask | other.mask);
  }

  /// Shift to the left by 0 to 63 bits.
  public Tnum shiftLeft(int bits) {
    return new Tnum(value << bits, mask << bits);
  }

  /// Logical shift to the right by 0 to 63 bits.
  public Tnum shiftRight(int bits) {
    return new Tnum(value >>> bits, mask >>> bits);
  }

  /// Arithmetic shift to the right of all 64 bits.
  public Tnum shiftRightSigned(int bits) {
    return new Tnum(value >> bits, mask >> bits);
  }

  /// Arithmetic shift to the right of the low 32 bits; the upper half of the result is zero.
  public Tnum lowShiftRightSigned(int bits) {
    return new Tnum(((int) value >> bits) & LOW, ((int) mask >> bits) & LOW);
  }

  /// Numbers in both sets; meaningless, but defined, when there are none.
  public Tnum intersect(Tnum other) {
    return of(value | other.value, mask & other.mask);
  }

  /// The tightest one that holds both sets.
  public Tnum union(Tnum other) {
    return of(value & other.value, (value ^ other.value) | mask | other.mask);
  }

  /// The low bytes, zero-extended.
  ///
  /// @param bytes 1 to 8
  public Tnum truncate(int bytes) {
    if (bytes == Long.BYTES) {
      return this;
    }
    long kept = (1L << bytes * Byte.SIZE) - 1;
    return new Tnum(value & kept, mask & kept);
  }

  /// The low 32 bits, zero-extended.
  public Tnum low() {
    return new Tnum(value & LOW, mask & LOW);
  }

  /// This with the low 32 bits zero.
  public Tnum withoutLow() {
    return new Tnum(value & ~LOW, mask & ~LOW);
  }

  /// This with the low 32 bits of another.
  public Tnum withLow(Tnum other) {
    return withoutLow().or(other.low());
  }

  /// The low 2, 4 or 8 bytes in reverse order, the rest zero.
  public Tnum reverseBytes(int bytes) {
    int unused = Long.SIZE - bytes * Byte.SIZE;
    return new Tnum(Long.reverseBytes(value) >>> unused, Long.reverseBytes(mask) >>> unused);
  }

  /// The smallest member above `number`; the greatest member when there is none.
  public long next(long number) {
    long greatest = value | mask;
    if (Long.compareUnsigned(number, greatest) >= 0) {
      return greatest;
    }
    if (Long.compareUnsigned(number, value) < 0) {
      return value;
    }
    // Count up in the unknown bits alone: ones everywhere else let the carry pass.
    long distance = number - value;
    long outside = distance & ~mask;
    long below = outside == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(outside);
    return value | ((distance | below | ~mask) + 1 & mask);
  }

  private static Tnum of(long value, long mask) {
    return new Tnum(value & ~mask, mask);
  }
}
