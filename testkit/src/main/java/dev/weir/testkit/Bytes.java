// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Numbers and addresses as the bytes that maps hold: little-endian unless the name says network.
public final class Bytes {
  private Bytes() {}

  /// One byte.
  public static byte[] u8(int value) {
    return new byte[] {(byte) value};
  }

  /// Two bytes.
  public static byte[] u16(int value) {
    return little(2).putShort((short) value).array();
  }

  /// Four bytes.
  public static byte[] u32(long value) {
    return little(4).putInt((int) value).array();
  }

  /// Eight bytes.
  public static byte[] u64(long value) {
    return little(8).putLong(value).array();
  }

  /// Two bytes in network order, such as a port.
  public static byte[] u16Network(int value) {
    return ByteBuffer.allocate(2).putShort((short) value).array();
  }

  /// Four bytes in network order.
  public static byte[] u32Network(long value) {
    return ByteBuffer.allocate(4).putInt((int) value).array();
  }

  /// The 4 or 16 bytes of an address.
  public static byte[] address(String text) {
    return InetAddress.ofLiteral(text).getAddress();
  }

  /// Zero bytes, for padding.
  public static byte[] zero(int count) {
    return new byte[count];
  }

  /// Parts one behind the other.
  public static byte[] join(byte[]... parts) {
    int size = 0;
    for (byte[] part : parts) {
      size += part.length;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    for (byte[] part : parts) {
      out.put(part);
    }
    return out.array();
  }

  /// The unsigned number of up to eight bytes, little-endian.
  public static long number(byte[] bytes) {
    long value = 0;
    for (int i = Math.min(bytes.length, Long.BYTES) - 1; i >= 0; i--) {
      value = (value << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return value;
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
