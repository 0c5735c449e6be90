// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.value;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// Four bytes in network order: an IPv4 address, or a number.
///
/// @param host the number in host order, 0 to 4,294,967,295; of `10.0.0.1` it is `0x0a000001`
public record Be32(long host) implements Comparable<Be32> {
  /// Checks the range.
  ///
  /// @throws IllegalArgumentException when the number needs more than four bytes
  public Be32 {
    if (host < 0 || host > 0xffff_ffffL) {
      throw new IllegalArgumentException(host + " outside 0..4294967295");
    }
  }

  /// A number in host order.
  public static Be32 of(long host) {
    return new Be32(host);
  }

  /// An address.
  public static Be32 of(Inet4Address address) {
    return new Be32(Integer.toUnsignedLong(ByteBuffer.wrap(address.getAddress()).getInt()));
  }

  /// An address as text, such as `10.0.0.1`.
  ///
  /// @throws IllegalArgumentException when the text is no IPv4 address
  public static Be32 parse(String address) {
    return of(Inet4Address.ofLiteral(address));
  }

  /// The address.
  public Inet4Address address() {
    byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt((int) host).array();
    try {
      return (Inet4Address) InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of four bytes", e);
    }
  }

  @Override
  public int compareTo(Be32 other) {
    return Long.compare(host, other.host);
  }

  /// The address as text.
  @Override
  public String toString() {
    return (host >> 24)
        + "."
        + (host >> 16 & 0xff)
        + "."
        + (host >> 8 & 0xff)
        + "."
        + (host & 0xff);
  }
}
