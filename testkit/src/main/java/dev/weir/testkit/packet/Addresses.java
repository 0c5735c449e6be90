// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.packet;

import java.net.InetAddress;

/// Addresses as text and as bytes.
final class Addresses {
  private Addresses() {}

  /// The four bytes of `10.0.0.1`.
  static byte[] ipv4(String text) {
    byte[] bytes = literal(text);
    if (bytes.length != 4) {
      throw new IllegalArgumentException("`" + text + "` is no IPv4 address");
    }
    return bytes;
  }

  /// The sixteen bytes of `2001:db8::1`; an IPv4 address gives `::ffff:` and its bytes.
  static byte[] ipv6(String text) {
    byte[] bytes = literal(text);
    if (bytes.length == 16) {
      return bytes;
    }
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(bytes, 0, mapped, 12, 4);
    return mapped;
  }

  private static byte[] literal(String text) {
    try {
      return InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "`" + text + "` is no address; expected numbers such as 10.0.0.1 or 2001:db8::1", e);
    }
  }

  /// The six bytes of `02:00:00:00:00:01`.
  static byte[] mac(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 6) {
      throw new IllegalArgumentException(
          "`" + text + "` is no Ethernet address; expected one such as 02:00:00:00:00:01");
    }
    byte[] bytes = new byte[6];
    for (int i = 0; i < 6; i++) {
      bytes[i] = (byte) Integer.parseInt(parts[i], 16);
    }
    return bytes;
  }

  /// The text of an address of 4 or 16 bytes.
  static String text(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (java.net.UnknownHostException e) {
      throw new IllegalArgumentException("address of " + address.length + " bytes", e);
    }
  }
}
