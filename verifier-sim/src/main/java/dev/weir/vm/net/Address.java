// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.net;

import java.net.InetAddress;

/// Addresses as text.
public final class Address {
  private Address() {}

  /// The 4 or 16 bytes of an IP address, such as `10.0.0.1` or `fd00::1`.
  ///
  /// @throws IllegalArgumentException when it is none
  public static byte[] ip(String text) {
    if (text.startsWith("::ffff:") && text.indexOf('.') > 0) {
      byte[] mapped = new byte[16];
      mapped[10] = (byte) 0xff;
      mapped[11] = (byte) 0xff;
      System.arraycopy(ip(text.substring(7)), 0, mapped, 12, 4);
      return mapped;
    }
    return InetAddress.ofLiteral(text).getAddress();
  }

  /// The 6 bytes of a MAC address, such as `02:00:00:00:00:01`.
  ///
  /// @throws IllegalArgumentException when it is none
  public static byte[] mac(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 6) {
      throw new IllegalArgumentException("`" + text + "` is no MAC address");
    }
    byte[] bytes = new byte[6];
    for (int i = 0; i < 6; i++) {
      bytes[i] = (byte) Integer.parseInt(parts[i], 16);
    }
    return bytes;
  }
}
