// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import dev.weir.bytecode.isa.Width;
import dev.weir.verifier.model.KernelModel;

/// What is known about a 64-bit number: its bits, and its range as a signed and as an unsigned
/// number, as a whole and of its low 32 bits. Also the variable part of a pointer.
///
/// Immutable. Unsigned bounds are kept in signed types and compared with `compareUnsigned`.
/// [#UNKNOWN] and small constants are shared, so `==` is a fast, incomplete equality.
///
/// @param bits the known bits
/// @param smin least signed value
/// @param smax greatest signed value
/// @param umin least unsigned value
/// @param umax greatest unsigned value
/// @param s32min least signed value of the low half
/// @param s32max greatest signed value of the low half
/// @param u32min least unsigned value of the low half
/// @param u32max greatest unsigned value of the low half
/// @kernel v6.12 include/linux/bpf_verifier.h struct bpf_reg_state
public record Scalar(
    Tnum bits,
    long smin,
    long smax,
    long umin,
    long umax,
    int s32min,
    int s32max,
    int u32min,
    int u32max) {
  /// Nothing known.
  public static final Scalar UNKNOWN =
      new Scalar(
          Tnum.UNKNOWN,
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          0,
          -1,
          Integer.MIN_VALUE,
          Integer.MAX_VALUE,
          0,
          -1);

  /// Zero.
  public static final Scalar ZERO = constant(0);

  /// A known number.
  public static Scalar constant(long value) {
    int low = (int) value;
    return new Scalar(Tnum.constant(value), value, value, value, value, low, low, low, low);
  }

  /// Whether the number is known.
  public boolean isConstant() {
    return bits.isConstant();
  }

  /// The number, when it is known.
  public long value() {
    return bits.value();
  }

  /// Whether the number, or its low half, is known.
  public boolean isConstant(Width width) {
    return width == Width.W64 ? bits.isConstant() : bits.isLowConstant();
  }

  /// The number, or its low half zero-extended, when it is known.
  public long constantValue(Width width) {
    return width == Width.W64 ? bits.value() : bits.low().value();
  }

  /// All unsigned numbers from `least` to `greatest`, as far as the kernel follows them.
  public static Scalar unsignedRange(long least, long greatest, KernelModel kernel) {
    Ranges ranges = new Ranges(UNKNOWN);
    ranges.wide.setUnsigned(least, greatest);
    ranges.synchronise(kernel);
    return ranges.toScalar();
  }

  /// All signed numbers from `least` to `greatest`, as far as the kernel follows them.
  public static Scalar signedRange(long least, long greatest, KernelModel kernel) {
    Ranges ranges = new Ranges(UNKNOWN);
    ranges.wide.setSigned(least, greatest);
    ranges.synchronise(kernel);
    return ranges.toScalar();
  }

  /// This as part of a signed range, learnt for the whole and for the low half alike, such as the
  /// result of a helper.
  public Scalar within(int least, int greatest, KernelModel kernel) {
    Ranges ranges = new Ranges(this);
    ranges.wide.clampSigned(least, greatest);
    ranges.low.clampSigned(least, greatest);
    ranges.synchronise(kernel);
    ranges.repair(kernel);
    return ranges.toScalar();
  }

  /// Whether a number is in every range and agrees with the known bits.
  public boolean contains(long number) {
    int half = (int) number;
    return bits.contains(number)
        && smin <= number
        && number <= smax
        && Long.compareUnsigned(umin, number) <= 0
        && Long.compareUnsigned(number, umax) <= 0
        && s32min <= half
        && half <= s32max
        && Integer.compareUnsigned(u32min, half) <= 0
        && Integer.compareUnsigned(half, u32max) <= 0;
  }

  /// Whether every number that `other` allows lies within the ranges of this; known bits are not
  /// compared.
  public boolean rangesInclude(Scalar other) {
    return smin <= other.smin
        && smax >= other.smax
        && Long.compareUnsigned(umin, other.umin) <= 0
        && Long.compareUnsigned(umax, other.umax) >= 0
        && s32min <= other.s32min
        && s32max >= other.s32max
        && Integer.compareUnsigned(u32min, other.u32min) <= 0
        && Integer.compareUnsigned(u32max, other.u32max) >= 0;
  }
}
