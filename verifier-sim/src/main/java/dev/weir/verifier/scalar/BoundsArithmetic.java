// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;

/// Arithmetic of ranges: bounds of results from bounds of operands, in place, one width at a time.
///
/// @kernel v6.12 kernel/bpf/verifier.c scalar_min_max_add and its siblings
final class BoundsArithmetic {
  private BoundsArithmetic() {}

  static void add(Bounds left, Bounds right, KernelModel kernel) {
    if (kernel.has(Behaviour.CIRCULAR_RANGES)) {
      Arc.of(left).plus(Arc.of(right)).store(left);
      return;
    }
    long smin = left.smin + right.smin;
    long smax = left.smax + right.smax;
    if (sumOverflows(left, left.smin, right.smin, smin)
        || sumOverflows(left, left.smax, right.smax, smax)) {
      left.forgetSigned();
    } else {
      left.setSigned(smin, smax);
    }
    long umin = left.unsigned(left.umin + right.umin);
    long umax = left.unsigned(left.umax + right.umax);
    boolean leastWraps = Long.compareUnsigned(umin, left.umin) < 0;
    boolean greatestWraps = Long.compareUnsigned(umax, left.umax) < 0;
    if (wrapsInPart(leastWraps, greatestWraps, kernel)) {
      left.forgetUnsigned();
    } else {
      left.setUnsigned(umin, umax);
    }
  }

  static void subtract(Bounds left, Bounds right, KernelModel kernel) {
    if (kernel.has(Behaviour.CIRCULAR_RANGES)) {
      Arc.of(left).plus(Arc.of(right).negated()).store(left);
      return;
    }
    long smin = left.smin - right.smax;
    long smax = left.smax - right.smin;
    if (differenceOverflows(left, left.smin, right.smax, smin)
        || differenceOverflows(left, left.smax, right.smin, smax)) {
      left.forgetSigned();
    } else {
      left.setSigned(smin, smax);
    }
    boolean leastWraps = Long.compareUnsigned(left.umin, right.umax) < 0;
    boolean greatestWraps = Long.compareUnsigned(left.umax, right.umin) < 0;
    if (wrapsInPart(leastWraps, greatestWraps, kernel)) {
      left.forgetUnsigned();
    } else {
      left.setUnsigned(
          left.unsigned(left.umin - right.umax), left.unsigned(left.umax - right.umin));
    }
  }

  /// A range of which all members wrap is a range still; older kernels give it up.
  private static boolean wrapsInPart(
      boolean leastWraps, boolean greatestWraps, KernelModel kernel) {
    return kernel.has(Behaviour.WRAPPED_RANGES)
        ? leastWraps != greatestWraps
        : leastWraps || greatestWraps;
  }

  private static boolean sumOverflows(Bounds width, long a, long b, long sum) {
    return width.wide() ? ((a ^ sum) & (b ^ sum)) < 0 : sum != (int) sum;
  }

  private static boolean differenceOverflows(Bounds width, long a, long b, long difference) {
    return width.wide() ? ((a ^ b) & (a ^ difference)) < 0 : difference != (int) difference;
  }

  static void multiply(Bounds left, Bounds right, KernelModel kernel) {
    if (kernel.has(Behaviour.SIGNED_PRODUCTS)) {
      multiplySigned(left, right);
    } else {
      multiplySmall(left, right);
    }
  }

  private static void multiplySigned(Bounds left, Bounds right) {
    if (productWraps(left, left.umax, right.umax)) {
      left.forgetUnsigned();
    } else {
      left.setUnsigned(left.umin * right.umin, left.umax * right.umax);
    }
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (int corner = 0; corner < 4; corner++) {
      long a = (corner & 2) == 0 ? left.smin : left.smax;
      long b = (corner & 1) == 0 ? right.smin : right.smax;
      long product = a * b;
      if (left.wide() ? Math.multiplyHigh(a, b) != product >> 63 : product != (int) product) {
        left.forgetSigned();
        return;
      }
      least = Math.min(least, product);
      greatest = Math.max(greatest, product);
    }
    left.setSigned(least, greatest);
  }

  private static boolean productWraps(Bounds width, long a, long b) {
    return width.wide()
        ? Math.unsignedMultiplyHigh(a, b) != 0
        : Long.compareUnsigned(a * b, width.greatestUnsigned()) > 0;
  }

  /// Kernels before 6.14 follow a product only where both factors are positive and fit half of the
  /// width.
  private static void multiplySmall(Bounds left, Bounds right) {
    long half = left.greatestUnsigned() >>> left.bits() / 2;
    if (left.smin < 0
        || right.smin < 0
        || Long.compareUnsigned(left.umax, half) > 0
        || Long.compareUnsigned(right.umax, half) > 0) {
      left.forget();
      return;
    }
    left.setUnsigned(left.umin * right.umin, left.umax * right.umax);
    if (left.signed(left.umax) < 0) {
      left.forgetSigned();
    } else {
      left.setSigned(left.umin, left.umax);
    }
  }

  /// Bounds of a conjunction; `bits` are those of the result.
  static void and(Bounds left, Bounds right, Tnum bits, KernelModel kernel) {
    boolean positive = left.smin >= 0 && right.smin >= 0;
    left.setUnsigned(left.unsigned(bits.value()), Bounds.unsignedMin(left.umax, right.umax));
    takeSignFromResult(left, positive, kernel);
  }

  /// Bounds of a disjunction.
  static void or(Bounds left, Bounds right, Tnum bits, KernelModel kernel) {
    boolean positive = left.smin >= 0 && right.smin >= 0;
    left.setUnsigned(
        Bounds.unsignedMax(left.umin, right.umin), left.unsigned(bits.value() | bits.mask()));
    takeSignFromResult(left, positive, kernel);
  }

  /// Bounds of an exclusive disjunction.
  static void xor(Bounds left, Bounds right, Tnum bits, KernelModel kernel) {
    boolean positive = left.smin >= 0 && right.smin >= 0;
    left.setUnsigned(left.unsigned(bits.value()), left.unsigned(bits.value() | bits.mask()));
    takeSignFromResult(left, positive, kernel);
  }

  private static void takeSignFromResult(
      Bounds result, boolean operandsPositive, KernelModel kernel) {
    boolean oneSide =
        kernel.has(Behaviour.BITWISE_SIGN_FROM_RESULT)
            ? result.signed(result.umin) <= result.signed(result.umax)
            : operandsPositive;
    if (oneSide) {
      result.setSigned(result.signed(result.umin), result.signed(result.umax));
    } else {
      result.forgetSigned();
    }
  }

  /// Bounds of a shift to the left by `least` to `greatest` bits, as unsigned numbers.
  static void shiftLeft(Bounds value, long least, long greatest) {
    value.forgetSigned();
    shiftLeftUnsigned(value, least, greatest);
  }

  static void shiftLeftUnsigned(Bounds value, long least, long greatest) {
    int top = value.bits() - 1;
    if (Long.compareUnsigned(greatest, top) > 0
        || Long.compareUnsigned(value.umax, 1L << (top - greatest)) > 0) {
      value.forgetUnsigned();
    } else {
      value.setUnsigned(value.umin << least, value.umax << greatest);
    }
  }

  /// Bounds of a logical shift to the right.
  static void shiftRight(Bounds value, long least, long greatest) {
    value.forgetSigned();
    value.setUnsigned(value.umin >>> greatest, value.umax >>> least);
  }

  /// Bounds of an arithmetic shift to the right by a known number of bits.
  static void shiftRightSigned(Bounds value, long bits) {
    value.setSigned(value.smin >> bits, value.smax >> bits);
    value.forgetUnsigned();
  }
}
