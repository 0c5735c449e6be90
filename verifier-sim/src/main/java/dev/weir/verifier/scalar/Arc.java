// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

/// A run of numbers of 64 or 32 bits that may go on from the greatest unsigned number to zero: the
/// one range that kernels from 7.1 on keep for both signs.
///
/// @param wide whether the numbers have 64 bits
/// @param base the first number, as an unsigned one
/// @param size how many follow it, as an unsigned number
/// @param empty whether there are no numbers at all
/// @kernel v7.3 kernel/bpf/cnum_defs.h
record Arc(boolean wide, long base, long size, boolean empty) {
  private static final long LOW = 0xffff_ffffL;

  static Arc of(boolean wide, long base, long size) {
    return new Arc(wide, base, size, false);
  }

  static Arc none(boolean wide) {
    return new Arc(wide, 0, 0, true);
  }

  static Arc full(boolean wide) {
    return of(wide, 0, wide ? -1 : LOW);
  }

  /// The numbers that both ranges of the bounds allow.
  static Arc of(Bounds bounds) {
    boolean wide = bounds.wide();
    if (bounds.contradictory()) {
      return none(wide);
    }
    Arc unsigned = of(wide, bounds.umin, bounds.umax - bounds.umin);
    return unsigned.intersect(signed(wide, bounds.smin, bounds.smax));
  }

  private static Arc signed(boolean wide, long least, long greatest) {
    long greatestUnsigned = wide ? -1 : LOW;
    long size = greatest - least & greatestUnsigned;
    return of(wide, size == greatestUnsigned ? 0 : least & greatestUnsigned, size);
  }

  /// The numbers that agree with known bits.
  static Arc of(boolean wide, Tnum bits) {
    Bounds bounds = new Bounds(wide, 0, 0, 0, 0);
    bounds.forget();
    bounds.learn(bits);
    return bounds.smin < 0
        ? signed(wide, bounds.smin, bounds.smax)
        : of(wide, bounds.umin, bounds.umax - bounds.umin);
  }

  /// Everything but one number.
  static Arc except(boolean wide, long number) {
    long greatest = wide ? -1 : LOW;
    return of(wide, number + 1 & greatest, greatest - 1);
  }

  private long greatest() {
    return wide ? -1 : LOW;
  }

  private long end() {
    return base + size & greatest();
  }

  private boolean wraps() {
    return Long.compareUnsigned(size, greatest() - base) > 0;
  }

  private boolean contains(long number) {
    return !empty && Long.compareUnsigned(number - base & greatest(), size) <= 0;
  }

  /// Writes the ranges of both signs; each is unbounded where the arc crosses its ends.
  void store(Bounds bounds) {
    if (empty) {
      bounds.setSigned(1, 0);
      bounds.setUnsigned(1, 0);
      return;
    }
    if (wraps()) {
      bounds.forgetUnsigned();
    } else {
      bounds.setUnsigned(base, end());
    }
    if (contains(bounds.greatestSigned()) && contains(bounds.unsigned(bounds.leastSigned()))) {
      bounds.forgetSigned();
    } else {
      bounds.setSigned(bounds.signed(base), bounds.signed(end()));
    }
  }

  /// The numbers in both; where those are two runs, the shorter operand.
  Arc intersect(Arc other) {
    if (empty || other.empty) {
      return none(wide);
    }
    return Long.compareUnsigned(base, other.base) <= 0 ? meet(this, other) : meet(other, this);
  }

  private static Arc meet(Arc first, Arc second) {
    boolean wide = first.wide;
    long greatest = first.greatest();
    long distance = second.base - first.base;
    boolean reaches = Long.compareUnsigned(distance, first.size) <= 0;
    boolean wraps = Long.compareUnsigned(second.size, greatest - distance) > 0;
    if (!wraps) {
      return reaches
          ? of(wide, second.base, Bounds.unsignedMin(first.size - distance, second.size))
          : none(wide);
    }
    if (reaches) {
      return Long.compareUnsigned(first.size, second.size) <= 0 ? first : second;
    }
    return of(wide, first.base, Bounds.unsignedMin(first.size, distance + second.size & greatest));
  }

  Arc plus(Arc other) {
    if (empty || other.empty) {
      return none(wide);
    }
    return Long.compareUnsigned(size, greatest() - other.size) > 0
        ? full(wide)
        : of(wide, base + other.base & greatest(), size + other.size).normalised();
  }

  Arc negated() {
    return empty ? this : of(wide, -end() & greatest(), size).normalised();
  }

  /// A full arc starts at one of two places.
  private Arc normalised() {
    boolean odd = size == greatest() && base != 0 && base != greatest() >>> 1;
    return odd ? full(wide) : this;
  }

  /// The low halves of the numbers.
  Arc low() {
    if (empty) {
      return none(false);
    }
    return Long.compareUnsigned(size, LOW) >= 0 ? full(false) : of(false, base & LOW, size);
  }

  /// The shortest arc of those of these numbers whose low half is in `halves`.
  Arc withLow(Arc halves) {
    if (empty || halves.empty) {
      return none(true);
    }
    Arc turned = of(false, halves.base - base & LOW, halves.size);
    long first = turned.contains(0) ? 0 : turned.base;
    if (Long.compareUnsigned(size, first) < 0) {
      return none(true);
    }
    long rest = size & LOW;
    long back = 0;
    if (!turned.contains(rest)) {
      back = rest - turned.end() & LOW;
    }
    if (Long.compareUnsigned(size - first, back) < 0) {
      return none(true);
    }
    return of(true, base + first, size - first - back);
  }
}
