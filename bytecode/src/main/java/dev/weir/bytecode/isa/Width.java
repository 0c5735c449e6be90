// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

/// Operand width of arithmetic and of comparisons.
public enum Width {
  /// Low 32 bits; arithmetic zeroes the upper half of the destination.
  W32(32),
  /// All 64 bits.
  W64(64);

  private final int bits;

  Width(int bits) {
    this.bits = bits;
  }

  /// The width in bits.
  public int bits() {
    return bits;
  }
}
