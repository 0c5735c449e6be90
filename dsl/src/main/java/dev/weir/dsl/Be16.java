// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// A number of 16 bits in network byte order.
///
/// It never mixes with numbers in host byte order by accident: [#of] and [#host] convert. Compared
/// with `equals`, never with `==`.
public final class Be16 {
  /// Zero.
  public static final Be16 ZERO = new Be16(0);

  private final int raw;

  private Be16(int raw) {
    this.raw = raw;
  }

  /// The network form of a number, of which the low 16 bits count.
  public static Be16 of(int host) {
    return ofRaw(swapped(host));
  }

  /// The value whose bytes in memory are those of the number on the machine at hand.
  public static Be16 ofRaw(int raw) {
    return new Be16(raw & 0xffff);
  }

  /// The number, 0 to 65535.
  public int host() {
    return swapped(raw);
  }

  /// The number whose bytes in memory on the machine at hand are those of this value, for
  /// arithmetic that does not care about the order, such as checksums.
  public int raw() {
    return raw;
  }

  /// The bits that both have.
  public Be16 and(Be16 other) {
    return ofRaw(raw & other.raw);
  }

  /// The bits that either has.
  public Be16 or(Be16 other) {
    return ofRaw(raw | other.raw);
  }

  /// The bits that one of both has.
  public Be16 xor(Be16 other) {
    return ofRaw(raw ^ other.raw);
  }

  /// The bits that this has not.
  public Be16 not() {
    return ofRaw(~raw);
  }

  /// Whether it is the network form of a number.
  public boolean is(int host) {
    return host() == (host & 0xffff);
  }

  /// Whether both are the same value.
  public boolean equals(Be16 other) {
    return raw == other.raw;
  }

  private static int swapped(int number) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
        ? number & 0xffff
        : Short.reverseBytes((short) number) & 0xffff;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Be16 that && raw == that.raw;
  }

  @Override
  public int hashCode() {
    return Integer.hashCode(raw);
  }

  @Override
  public String toString() {
    return Integer.toString(host());
  }
}
