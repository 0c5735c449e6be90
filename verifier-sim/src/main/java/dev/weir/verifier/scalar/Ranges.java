// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;

/// A [Scalar] being worked on: bits, and bounds of the whole and of the low half, each of which can
/// be changed alone until [#synchronise] lets them learn from each other.
///
/// @kernel v6.12 kernel/bpf/verifier.c reg_bounds_sync
final class Ranges {
  private static final long LOW = 0xffff_ffffL;

  Tnum bits;
  final Bounds wide;
  final Bounds low;

  Ranges(Scalar scalar) {
    bits = scalar.bits();
    wide = new Bounds(true, scalar.smin(), scalar.smax(), scalar.umin(), scalar.umax());
    low =
        new Bounds(
            false, scalar.s32min(), scalar.s32max(), scalar.u32min() & LOW, scalar.u32max() & LOW);
  }

  Bounds of(boolean ofWhole) {
    return ofWhole ? wide : low;
  }

  Scalar toScalar() {
    return new Scalar(
        bits,
        wide.smin,
        wide.smax,
        wide.umin,
        wide.umax,
        (int) low.smin,
        (int) low.smax,
        (int) low.umin,
        (int) low.umax);
  }

  void forgetBounds() {
    wide.forget();
    low.forget();
  }

  void setConstant(long value) {
    bits = Tnum.constant(value);
    wide.setConstant(value);
    low.setConstant(value);
  }

  /// Makes the low half known and leaves the bounds of the whole to [#synchronise].
  void setLowConstant(long value) {
    bits = bits.withLow(Tnum.constant(value));
    low.setConstant(value);
  }

  /// @kernel v7.3 kernel/bpf/verifier.c reg_bounds_sync
  private void synchroniseArcs(KernelModel kernel) {
    join(wide);
    join(low);
    if (contradictory()) {
      return;
    }
    learnFromBits(kernel);
    for (int round = 0; round < 2; round++) {
      Arc.of(low).intersect(Arc.of(wide).low()).store(low);
      Arc.of(wide).withLow(Arc.of(low)).store(wide);
    }
    if (!contradictory()) {
      learnBits();
    }
    learnFromBits(kernel);
  }

  private static void join(Bounds bounds) {
    Arc.of(bounds).store(bounds);
  }

  void learnFromBits(KernelModel kernel) {
    if (kernel.has(Behaviour.CIRCULAR_RANGES)) {
      Arc.of(low).intersect(Arc.of(false, bits)).store(low);
      Arc.of(wide).intersect(Arc.of(true, bits)).store(wide);
      if (wide.contradictory()) {
        return;
      }
    } else {
      low.learn(bits);
      wide.learn(bits);
    }
    if (kernel.has(Behaviour.LONE_MEMBER_FOUND)) {
      findLoneMember();
    }
  }

  /// Where one number alone both fits the bits and lies in the range, it is that number.
  private void findLoneMember() {
    boolean least = bits.contains(wide.umin);
    long next = bits.next(wide.umin);
    boolean nextOutside = Long.compareUnsigned(next, wide.umax) > 0;
    if (least) {
      if (nextOutside) {
        setConstant(wide.umin);
      }
    } else if (next == (bits.value() | bits.mask())
        || !nextOutside && Long.compareUnsigned(bits.next(next), wide.umax) > 0) {
      setConstant(next);
    }
  }

  /// Lets bits and bounds of both widths and signs learn from each other, as far as the kernel
  /// goes.
  void synchronise(KernelModel kernel) {
    if (kernel.has(Behaviour.CIRCULAR_RANGES)) {
      synchroniseArcs(kernel);
      return;
    }
    learnFromBits(kernel);
    if (kernel.has(Behaviour.MIXED_WIDTH_BOUNDS)) {
      // The third round finds what the second one's new sign bounds imply for the other width.
      deduce();
      deduce();
      deduce();
    } else {
      low.deduceAcrossSignsSimply();
      wide.deduceAcrossSignsSimply();
    }
    learnBits();
    learnFromBits(kernel);
  }

  private void deduce() {
    deduceLowFromWide();
    low.deduceAcrossSigns();
    wide.deduceAcrossSigns();
    deduceWideFromLow();
  }

  private void deduceLowFromWide() {
    if (wide.umin >>> 32 == wide.umax >>> 32) {
      low.clampUnsigned(wide.umin & LOW, wide.umax & LOW);
      if ((int) wide.umin <= (int) wide.umax) {
        low.clampSigned((int) wide.umin, (int) wide.umax);
      }
    }
    if (wide.smin >>> 32 == wide.smax >>> 32) {
      if (Integer.compareUnsigned((int) wide.smin, (int) wide.smax) <= 0) {
        low.clampUnsigned(wide.smin & LOW, wide.smax & LOW);
      }
      if ((int) wide.smin <= (int) wide.smax) {
        low.clampSigned((int) wide.smin, (int) wide.smax);
      }
    }
    clampAcrossOneCarry(wide.umin, wide.umax);
    clampAcrossOneCarry(wide.smin, wide.smax);
  }

  /// When the upper half takes two successive values and the low half goes from negative to
  /// positive, the low half is one signed range.
  private void clampAcrossOneCarry(long least, long greatest) {
    if ((int) (least >>> 32) + 1 == (int) (greatest >>> 32)
        && (int) least < 0
        && (int) greatest >= 0) {
      low.clampSigned((int) least, (int) greatest);
    }
  }

  private void deduceWideFromLow() {
    clampWide(low.umin, low.umax);
    if (Integer.compareUnsigned((int) low.smin, (int) low.smax) <= 0) {
      clampWide(low.smin & LOW, low.smax & LOW);
    }
    // After a sign extension the upper half is all zeros or all ones; a positive low half decides.
    if (low.smin >= 0 && wide.smin >= Integer.MIN_VALUE && wide.smax <= Integer.MAX_VALUE) {
      wide.setSigned(low.smin, low.smax);
      wide.setUnsigned(low.smin, low.smax);
      bits = bits.intersect(Tnum.range(wide.smin, wide.smax));
    }
  }

  /// Puts bounds of the low half under the upper halves of the bounds of the whole.
  private void clampWide(long least, long greatest) {
    wide.clampUnsigned(wide.umin & ~LOW | least, wide.umax & ~LOW | greatest);
    wide.clampSigned(wide.smin & ~LOW | least, wide.smax & ~LOW | greatest);
  }

  void learnBits() {
    Tnum whole = bits.intersect(Tnum.range(wide.umin, wide.umax));
    Tnum half = whole.low().intersect(Tnum.range(low.umin, low.umax));
    bits = whole.withoutLow().or(half);
  }

  boolean contradictory() {
    return wide.contradictory() || low.contradictory();
  }

  /// Gives up the bounds when they contradict themselves or the bits; a path that cannot be taken
  /// may lead there.
  void repair(KernelModel kernel) {
    if (kernel.has(Behaviour.MIXED_WIDTH_BOUNDS)
        && (contradictory()
            || bits.isConstant() && !wide.isExactly(bits.value())
            || bits.isLowConstant() && !low.isExactly(bits.value()))) {
      forgetBounds();
    }
  }

  /// Takes the bounds of the whole from those of the low half, the upper half being zero.
  void zeroExtend() {
    bits = bits.low();
    wide.setUnsigned(low.umin, low.umax);
    if (low.smin >= 0 && low.smax >= 0) {
      wide.setSigned(low.smin, low.smax);
    } else {
      wide.setSigned(0, LOW);
    }
  }

  /// Before 6.8: bounds of the whole after something was learnt about the low half.
  void combineLowIntoWide(KernelModel kernel) {
    if (bits.withoutLow().equals(Tnum.constant(0))) {
      zeroExtend();
    } else {
      wide.forget();
    }
    synchronise(kernel);
  }

  /// Before 6.8: bounds of the low half after something was learnt about the whole.
  void combineWideIntoLow(KernelModel kernel) {
    low.forget();
    if (wide.smin == (int) wide.smin && wide.smax == (int) wide.smax) {
      low.setSigned(wide.smin, wide.smax);
    }
    if (wide.umin >>> 32 == 0 && wide.umax >>> 32 == 0) {
      low.setUnsigned(wide.umin, wide.umax);
    }
    synchronise(kernel);
  }
}
