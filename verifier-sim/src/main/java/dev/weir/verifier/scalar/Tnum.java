// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

/// A 64-bit number of which some bits are known.
///
/// @param value the known bits; 0 where a bit is unknown
/// @param mask ones where a bit is unknown
/// @kernel v6.12 kernel/bpf/tnum.c
public record Tnum(long value, long mask) {
  /// Nothing known.
  public static final Tnum UNKNOWN = new Tnum(0, -1);

  /// A known number.
  public static Tnum constant(long value) {
    return new Tnum(value, 0);
  }

  /// Whether all bits are known.
  public boolean isConstant() {
    return mask == 0;
  }
}
