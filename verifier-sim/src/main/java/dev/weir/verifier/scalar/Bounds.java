// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

/// Signed and unsigned bounds of a number of 64 or 32 bits, being worked on.
///
/// Narrow bounds are kept as the values they are: signed ones sign-extended, unsigned ones
/// zero-extended. So one piece of arithmetic serves both widths. A least value above the greatest
/// stands for a contradiction.
final class Bounds {
  private static final long LOW = 0xffff_ffffL;

  private final boolean wide;
  long smin;
  long smax;
  long umin;
  long umax;

  Bounds(boolean wide, long smin, long smax, long umin, long umax) {
    this.wide = wide;
    this.smin = smin;
    this.smax = smax;
    this.umin = umin;
    this.umax = umax;
  }

  boolean wide() {
    return wide;
  }

  int bits() {
    return wide ? Long.SIZE : Integer.SIZE;
  }

  long leastSigned() {
    return wide ? Long.MIN_VALUE : Integer.MIN_VALUE;
  }

  long greatestSigned() {
    return wide ? Long.MAX_VALUE : Integer.MAX_VALUE;
  }

  long greatestUnsigned() {
    return wide ? -1 : LOW;
  }

  /// The bits of this width as a signed number.
  long signed(long bits) {
    return wide ? bits : (int) bits;
  }

  /// The bits of this width as an unsigned number.
  long unsigned(long bits) {
    return wide ? bits : bits & LOW;
  }

  void forget() {
    forgetSigned();
    forgetUnsigned();
  }

  void forgetSigned() {
    smin = leastSigned();
    smax = greatestSigned();
  }

  void forgetUnsigned() {
    umin = 0;
    umax = greatestUnsigned();
  }

  void setConstant(long bits) {
    smin = signed(bits);
    smax = smin;
    umin = unsigned(bits);
    umax = umin;
  }

  void setSigned(long least, long greatest) {
    smin = least;
    smax = greatest;
  }

  void setUnsigned(long least, long greatest) {
    umin = least;
    umax = greatest;
  }

  void set(Bounds other) {
    smin = other.smin;
    smax = other.smax;
    umin = other.umin;
    umax = other.umax;
  }

  void clampSigned(long least, long greatest) {
    smin = Math.max(smin, least);
    smax = Math.min(smax, greatest);
  }

  void clampUnsigned(long least, long greatest) {
    umin = unsignedMax(umin, least);
    umax = unsignedMin(umax, greatest);
  }

  /// Learns from known bits; for narrow bounds only the low half of them counts.
  void learn(Tnum bits) {
    long value = unsigned(bits.value());
    long mask = unsigned(bits.mask());
    long sign = leastSigned();
    clampSigned(signed(value | (mask & sign)), signed(value | (mask & ~sign)));
    clampUnsigned(value, value | mask);
  }

  /// Learns signed bounds from unsigned ones and the reverse, where they lie on one side of the
  /// sign boundary, or overlap on one side only.
  void deduceAcrossSigns() {
    if (signed(umin) <= signed(umax)) {
      clampSigned(signed(umin), signed(umax));
    }
    long low = unsigned(smin);
    long high = unsigned(smax);
    if (Long.compareUnsigned(low, high) <= 0) {
      clampUnsigned(low, high);
    } else if (Long.compareUnsigned(umax, low) < 0) {
      smin = signed(umin);
      umax = unsignedMin(umax, high);
    } else if (Long.compareUnsigned(high, umin) < 0) {
      smax = signed(umax);
      umin = unsignedMax(umin, low);
    }
  }

  /// What kernels before 6.8 deduce: only when one of the ranges lies on one side of zero.
  void deduceAcrossSignsSimply() {
    if (smin >= 0 || smax < 0) {
      umin = unsignedMax(unsigned(smin), umin);
      umax = unsignedMin(unsigned(smax), umax);
      smin = signed(umin);
      smax = signed(umax);
    } else if (signed(umax) >= 0) {
      smin = signed(umin);
      umax = unsignedMin(unsigned(smax), umax);
      smax = signed(umax);
    } else if (signed(umin) < 0) {
      umin = unsignedMax(unsigned(smin), umin);
      smin = signed(umin);
      smax = signed(umax);
    }
  }

  boolean contradictory() {
    return smin > smax || Long.compareUnsigned(umin, umax) > 0;
  }

  boolean isConstant() {
    return smin == smax && umin == umax;
  }

  boolean isExactly(long bits) {
    return umin == unsigned(bits) && umax == umin && smin == signed(bits) && smax == smin;
  }

  static long unsignedMin(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? a : b;
  }

  static long unsignedMax(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }
}
