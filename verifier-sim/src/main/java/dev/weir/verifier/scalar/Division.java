// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import dev.weir.bytecode.isa.AluOp;

/// Division and remainder by a known number other than zero, which kernels follow from 7.0 on.
///
/// @kernel v7.3 kernel/bpf/verifier.c scalar_min_max_udiv and its siblings
final class Division {
  private Division() {}

  static void apply(AluOp op, Ranges dividend, Ranges divisor, boolean wide) {
    Bounds bounds = dividend.of(wide);
    long by = divisor.of(wide).umin;
    if (by == 0) {
      divideByZero(op, dividend, wide);
      return;
    }
    boolean changed =
        switch (op) {
          case DIV -> divide(bounds, by);
          case SDIV -> divideSigned(bounds, bounds.signed(by));
          case MOD -> remainder(bounds, by);
          default -> remainderSigned(bounds, bounds.signed(by));
        };
    if (changed) {
      dividend.of(!wide).forget();
      dividend.bits = Tnum.UNKNOWN;
    }
  }

  /// The machine defines division by zero: the quotient is zero, the remainder is the dividend.
  private static void divideByZero(AluOp op, Ranges dividend, boolean wide) {
    if (op == AluOp.DIV || op == AluOp.SDIV) {
      if (wide) {
        dividend.setConstant(0);
      } else {
        dividend.setLowConstant(0);
      }
    }
  }

  private static boolean divide(Bounds dividend, long divisor) {
    dividend.setUnsigned(
        Long.divideUnsigned(dividend.umin, divisor), Long.divideUnsigned(dividend.umax, divisor));
    dividend.forgetSigned();
    return true;
  }

  private static boolean divideSigned(Bounds dividend, long divisor) {
    long least = dividend.smin;
    long greatest = dividend.smax;
    if (least == dividend.leastSigned() && divisor == -1) {
      // The one quotient that wraps lies at the other end from its neighbours.
      greatest = greatest == least ? least : dividend.greatestSigned();
    } else {
      long one = least / divisor;
      long other = greatest / divisor;
      least = Math.min(one, other);
      greatest = Math.max(one, other);
    }
    dividend.setSigned(least, greatest);
    dividend.forgetUnsigned();
    return true;
  }

  private static boolean remainder(Bounds dividend, long divisor) {
    long greatest = divisor - 1;
    if (Long.compareUnsigned(dividend.umax, greatest) <= 0) {
      return false;
    }
    dividend.setUnsigned(0, greatest);
    dividend.forgetSigned();
    return true;
  }

  private static boolean remainderSigned(Bounds dividend, long divisor) {
    long greatest =
        divisor == dividend.leastSigned() ? dividend.greatestSigned() : Math.abs(divisor) - 1;
    if (dividend.smin >= -greatest && dividend.smax <= greatest) {
      return false;
    }
    if (dividend.smin >= 0) {
      dividend.setSigned(0, Math.min(dividend.smax, greatest));
    } else if (dividend.smax <= 0) {
      dividend.setSigned(Math.max(dividend.smin, -greatest), 0);
    } else {
      dividend.setSigned(-greatest, greatest);
    }
    dividend.forgetUnsigned();
    return true;
  }
}
