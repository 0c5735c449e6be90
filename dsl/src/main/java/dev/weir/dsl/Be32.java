// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// A number of 32 bits in network byte order; also an IPv4 address.
///
/// It never mixes with numbers in host byte order by accident: [#of] and [#host] convert. Compared
/// with `equals`, never with `==`.
public final class Be32 {
  /// Zero.
  public static final Be32 ZERO = new Be32(0);

  private final int raw;

  private Be32(int raw) {
    this.raw = raw;
  }

  /// The network form of a number.
  public static Be32 of(int host) {
    return ofRaw(swapped(host));
  }

  /// The value whose bytes in memory are those of the number on the machine at hand.
  public static Be32 ofRaw(int raw) {
    return new Be32(raw);
  }

  /// The number.
  public int host() {
    return swapped(raw);
  }

  /// The number whose bytes in memory on the machine at hand are those of this value, for
  /// arithmetic that does not care about the order, such as checksums.
  public int raw() {
    return raw;
  }

  /// The bits that both have.
  public Be32 and(Be32 other) {
    return ofRaw(raw & other.raw);
  }

  /// The bits that either has.
  public Be32 or(Be32 other) {
    return ofRaw(raw | other.raw);
  }

  /// The bits that one of both has.
  public Be32 xor(Be32 other) {
    return ofRaw(raw ^ other.raw);
  }

  /// The bits that this has not.
  public Be32 not() {
    return ofRaw(~raw);
  }

  /// Whether it is the network form of a number.
  public boolean is(int host) {
    return host() == host;
  }

  /// Whether both are the same value.
  public boolean equals(Be32 other) {
    return raw == other.raw;
  }

  /// An IPv4 address, such as `Be32.ip(10, 96, 0, 1)`.
  public static Be32 ip(int first, int second, int third, int fourth) {
    return of((first & 0xff) << 24 | (second & 0xff) << 16 | (third & 0xff) << 8 | fourth & 0xff);
  }

  /// Whether it is an address of 127.0.0.0/8.
  public boolean isLoopback() {
    return host() >>> 24 == 127;
  }

  /// Whether it is an address of 224.0.0.0/4.
  public boolean isMulticast() {
    return host() >>> 28 == 14;
  }

  private static int swapped(int number) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? number : Integer.reverseBytes(number);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Be32 that && raw == that.raw;
  }

  @Override
  public int hashCode() {
    return Integer.hashCode(raw);
  }

  @Override
  public String toString() {
    return (host() >>> 24)
        + "."
        + (host() >>> 16 & 0xff)
        + "."
        + (host() >>> 8 & 0xff)
        + "."
        + (host() & 0xff);
  }
}
