// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import dev.weir.bytecode.isa.Width;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;

/// Truncation, and zero and sign extension: moves between widths, and narrow loads.
///
/// @kernel v6.12 kernel/bpf/verifier.c coerce_reg_to_size
public final class Casts {
  private static final long LOW = 0xffff_ffffL;

  private Casts() {}

  /// The low bytes, zero-extended, as a narrow load or store makes them.
  ///
  /// @param bytes 1, 2, 4 or 8
  public static Scalar truncate(Scalar number, int bytes, KernelModel kernel) {
    if (bytes == Long.BYTES) {
      return number;
    }
    Ranges result = new Ranges(number);
    truncate(result, bytes, kernel);
    return result.toScalar();
  }

  static void truncate(Ranges result, int bytes, KernelModel kernel) {
    result.bits = result.bits.truncate(bytes);
    long kept = (1L << bytes * Byte.SIZE) - 1;
    Bounds wide = result.wide;
    if ((wide.umin & ~kept) == (wide.umax & ~kept)) {
      wide.setUnsigned(wide.umin & kept, wide.umax & kept);
    } else {
      wide.setUnsigned(0, kept);
    }
    wide.setSigned(wide.umin, wide.umax);
    if (kernel.has(Behaviour.MIXED_WIDTH_BOUNDS)) {
      if (bytes < Integer.BYTES) {
        result.low.forget();
      }
      result.synchronise(kernel);
    } else if (bytes < Integer.BYTES) {
      result.combineWideIntoLow(kernel);
    }
  }

  /// What a 32-bit move makes of a number.
  public static Scalar zeroExtend(Scalar number, KernelModel kernel) {
    Ranges result = new Ranges(number);
    result.zeroExtend();
    result.synchronise(kernel);
    result.repair(kernel);
    return result.toScalar();
  }

  /// What a sign-extending move, or load, makes of a number.
  ///
  /// @param bits 8, 16 or 32: where the sign is
  /// @param width of the result; 32-bit moves zero the upper half after
  public static Scalar signExtend(Scalar number, int bits, Width width, KernelModel kernel) {
    Ranges result = new Ranges(number);
    boolean wide = width == Width.W64;
    if (result.bits.isConstant()) {
      long value = result.bits.value() << Long.SIZE - bits >> Long.SIZE - bits;
      result.bits = Tnum.constant(value);
      result.low.setConstant(value);
      if (wide) {
        result.wide.setConstant(value);
      }
    } else if (wide) {
      extend(result, result.wide, bits);
    } else {
      extend(result, result.low, bits);
      result.bits = result.bits.low();
    }
    if (!wide) {
      result.zeroExtend();
      result.synchronise(kernel);
    }
    result.repair(kernel);
    return result.toScalar();
  }

  private static void extend(Ranges result, Bounds bounds, int bits) {
    long least = bounds.signed(bounds.smin) << Long.SIZE - bits >> Long.SIZE - bits;
    long greatest = bounds.signed(bounds.smax) << Long.SIZE - bits >> Long.SIZE - bits;
    boolean sameTop = bounds.smin >> bits == bounds.smax >> bits;
    if (sameTop && least >= 0 == greatest >= 0) {
      long smin = Math.min(least, greatest);
      long smax = Math.max(least, greatest);
      bounds.setSigned(smin, smax);
      bounds.setUnsigned(bounds.unsigned(smin), bounds.unsigned(smax));
      if (bounds.wide()) {
        result.low.setSigned((int) smin, (int) smax);
        result.low.setUnsigned(smin & LOW, smax & LOW);
      }
      result.bits = Tnum.range(smin, smax);
      return;
    }
    long greatestOf = (1L << bits - 1) - 1;
    bounds.forgetUnsigned();
    bounds.setSigned(-greatestOf - 1, greatestOf);
    if (bounds.wide()) {
      result.low.forgetUnsigned();
      result.low.setSigned(-greatestOf - 1, greatestOf);
    }
    result.bits = Tnum.UNKNOWN;
  }
}
