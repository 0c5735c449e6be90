// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// A number of 64 bits in network byte order.
///
/// It never mixes with numbers in host byte order by accident: [#of] and [#host] convert. Compared
/// with `equals`, never with `==`.
public final class Be64 {
  /// Zero.
  public static final Be64 ZERO = new Be64(0);

  private final long raw;

  private Be64(long raw) {
    this.raw = raw;
  }

  /// The network form of a number.
  public static Be64 of(long host) {
    return ofRaw(swapped(host));
  }

  /// The value whose bytes in memory are those of the number on the machine at hand.
  public static Be64 ofRaw(long raw) {
    return new Be64(raw);
  }

  /// The number.
  public long host() {
    return swapped(raw);
  }

  /// The number whose bytes in memory on the machine at hand are those of this value, for
  /// arithmetic that does not care about the order, such as checksums.
  public long raw() {
    return raw;
  }

  /// The bits that both have.
  public Be64 and(Be64 other) {
    return ofRaw(raw & other.raw);
  }

  /// The bits that either has.
  public Be64 or(Be64 other) {
    return ofRaw(raw | other.raw);
  }

  /// The bits that one of both has.
  public Be64 xor(Be64 other) {
    return ofRaw(raw ^ other.raw);
  }

  /// The bits that this has not.
  public Be64 not() {
    return ofRaw(~raw);
  }

  /// Whether it is the network form of a number.
  public boolean is(long host) {
    return host() == host;
  }

  /// Whether both are the same value.
  public boolean equals(Be64 other) {
    return raw == other.raw;
  }

  private static long swapped(long number) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? number : Long.reverseBytes(number);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Be64 that && raw == that.raw;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(raw);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(host());
  }
}
