// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.value;

import java.util.HexFormat;

/// An Ethernet address.
///
/// @param number its six bytes as a number in network order
public record Mac(long number) {
  private static final int SIZE = 6;

  /// Checks the range.
  ///
  /// @throws IllegalArgumentException when the number needs more than six bytes
  public Mac {
    if (number >>> 48 != 0) {
      throw new IllegalArgumentException(
          "0x" + Long.toHexString(number) + " needs more than six bytes");
    }
  }

  /// The address of six bytes.
  ///
  /// @throws IllegalArgumentException when there are more or fewer
  public static Mac of(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException("found " + bytes.length + " bytes, expected " + SIZE);
    }
    long number = 0;
    for (byte b : bytes) {
      number = number << 8 | Byte.toUnsignedLong(b);
    }
    return new Mac(number);
  }

  /// An address as text, such as `02:00:00:00:00:01`.
  ///
  /// @throws IllegalArgumentException when the text is no Ethernet address
  public static Mac parse(String address) {
    return of(HexFormat.ofDelimiter(":").parseHex(address));
  }

  /// The six bytes.
  public byte[] bytes() {
    byte[] bytes = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      bytes[i] = (byte) (number >> 8 * (SIZE - 1 - i));
    }
    return bytes;
  }

  @Override
  public String toString() {
    return HexFormat.ofDelimiter(":").formatHex(bytes());
  }
}
