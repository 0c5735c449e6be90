// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.value;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// An IPv6 address, also one that stands for an IPv4 address (`::ffff:10.0.0.1`), which
/// `Inet6Address` cannot hold.
///
/// @param high the first eight bytes, as a number in network order
/// @param low the last eight bytes
public record Ip6(long high, long low) {
  private static final int SIZE = 16;
  private static final long MAPPED = 0xffffL << 32;

  /// The address of sixteen bytes.
  ///
  /// @throws IllegalArgumentException when there are more or fewer
  public static Ip6 of(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException("found " + bytes.length + " bytes, expected " + SIZE);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Ip6(in.getLong(), in.getLong());
  }

  /// An address; an IPv4 address becomes the IPv6 address that stands for it.
  public static Ip6 of(InetAddress address) {
    return address instanceof Inet4Address v4
        ? new Ip6(0, MAPPED | Be32.of(v4).host())
        : of(address.getAddress());
  }

  /// An address as text, such as `fd00::1`.
  ///
  /// @throws IllegalArgumentException when the text is no IP address
  public static Ip6 parse(String address) {
    return of(InetAddress.ofLiteral(address));
  }

  /// The sixteen bytes.
  public byte[] bytes() {
    return ByteBuffer.allocate(SIZE).putLong(high).putLong(low).array();
  }

  /// Whether it stands for an IPv4 address.
  public boolean isV4Mapped() {
    return high == 0 && low >>> 32 == 0xffff;
  }

  /// The address; an `Inet4Address` when this stands for one.
  public InetAddress address() {
    try {
      return InetAddress.getByAddress(bytes());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of sixteen bytes", e);
    }
  }

  /// The address as RFC 5952 wants it: the longest run of zero groups left out.
  ///
  /// @rfc 5952 section 4
  @Override
  public String toString() {
    if (isV4Mapped()) {
      return "::ffff:" + Be32.of(low & 0xffff_ffffL);
    }
    int[] groups = new int[8];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = (int) ((i < 4 ? high : low) >>> 48 - 16 * (i % 4)) & 0xffff;
    }
    int start = 0;
    int length = 0;
    for (int i = 0, run = 0; i < groups.length; i++) {
      run = groups[i] == 0 ? run + 1 : 0;
      if (run > length) {
        length = run;
        start = i - run + 1;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < groups.length; i++) {
      if (length > 1 && i == start) {
        text.append("::");
        i += length - 1;
      } else {
        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
