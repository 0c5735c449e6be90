// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import org.jspecify.annotations.Nullable;

/// An Ethernet address, 6 bytes. Compared with `equals`, never with `==`.
public final class Mac {
  /// `00:00:00:00:00:00`.
  public static final Mac ZERO = new Mac(0);

  private final long number;

  private Mac(long number) {
    this.number = number;
  }

  /// The address of six bytes; the low 8 bits of each count.
  public static Mac of(int b0, int b1, int b2, int b3, int b4, int b5) {
    return new Mac(
        (b0 & 0xffL) << 40
            | (b1 & 0xffL) << 32
            | (b2 & 0xffL) << 24
            | (b3 & 0xffL) << 16
            | (b4 & 0xffL) << 8
            | b5 & 0xffL);
  }

  /// Whether both are the same address.
  public boolean equals(Mac other) {
    return number == other.number;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Mac that && number == that.number;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int shift = 40; shift >= 0; shift -= 8) {
      text.append(text.isEmpty() ? "" : ":").append("%02x".formatted(number >>> shift & 0xff));
    }
    return text.toString();
  }
}
