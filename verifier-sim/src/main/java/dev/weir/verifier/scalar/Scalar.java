// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

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
}
