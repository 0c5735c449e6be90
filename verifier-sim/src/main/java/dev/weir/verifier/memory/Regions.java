// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.report.Rule;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegType;

/// Whether an access stays within memory of known size, wherever its variable offset takes it.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_mem_region_access
final class Regions {
  /// Variable offsets from here on count as unbounded.
  static final long MAX_VARIABLE = 1L << 29;

  private Regions() {}

  /// Demands that an access lies within `0..limit`.
  ///
  /// @param zeroSize whether an access of nothing is one
  static void check(Access access, long limit, boolean zeroSize) {
    Scalar variable = access.variable();
    long least = variable.smin();
    if (least < 0 && (least == Long.MIN_VALUE || access.first() < 0 || !isInt(access.first()))) {
      throw access.refused(
          Rule.NEGATIVE_OFFSET, ", but the offset may be negative", offsetEvidence(access));
    }
    if (!fits(access.offset() + least, access.size(), limit, zeroSize)) {
      throw outside(access, limit);
    }
    if (Long.compareUnsigned(variable.umax(), MAX_VARIABLE) >= 0) {
      throw access.refused(
          Rule.UNBOUNDED_OFFSET,
          ", but the offset has no upper bound; the memory has " + Words.bytes(limit),
          offsetEvidence(access));
    }
    if (!fits(access.offset() + variable.umax(), access.size(), limit, zeroSize)) {
      throw outside(access, limit);
    }
  }

  /// Whether `offset..offset + size` lies within `0..limit`.
  static boolean fits(long offset, long size, long limit, boolean zeroSize) {
    boolean sized = size > 0 || (size == 0 && zeroSize);
    return (int) offset >= 0 && sized && (int) offset + size <= limit;
  }

  private static RuntimeException outside(Access access, long limit) {
    if (access.size() == 0) {
      return access.refused(Rule.ZERO_SIZE, ", but the size must not be zero");
    }
    if (access.pointer().type() == RegType.PACKET
        || access.pointer().type() == RegType.PACKET_META) {
      return Packets.outside(access, (int) limit);
    }
    return access.refused(
        Rule.MEMORY_BOUNDS,
        ", which has " + Words.bytes(limit),
        "R" + access.reg() + " is " + Words.register(access.pointer()));
  }

  private static String offsetEvidence(Access access) {
    return "the variable part of R" + access.reg() + " is " + Words.range(access.variable());
  }

  private static boolean isInt(long value) {
    return value == (int) value;
  }
}
