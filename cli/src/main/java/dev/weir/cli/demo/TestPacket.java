// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import java.net.Inet4Address;
import java.nio.ByteBuffer;

/// A packet over Ethernet and IPv4, to see what a program does with its checksum.
///
/// @rfc 791 section 3.1, 768, 9293 section 3.1, 1071
final class TestPacket {
  static final int TCP = 6;
  static final int UDP = 17;
  private static final int ETHERNET_BYTES = 14;
  private static final int IP_BYTES = 20;
  private static final int TRANSPORT = ETHERNET_BYTES + IP_BYTES;
  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_CHECKSUM = 6;

  private TestPacket() {}

  /// A packet with a payload and right checksums.
  ///
  /// @param protocol `TCP` or `UDP`
  static byte[] of(
      int protocol, Inet4Address from, int fromPort, Inet4Address to, int toPort, byte[] payload) {
    int headerBytes = protocol == TCP ? 20 : 8;
    ByteBuffer packet = ByteBuffer.allocate(TRANSPORT + headerBytes + payload.length);
    packet.put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}).putShort((short) 0x0800);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) (packet.capacity() - ETHERNET_BYTES));
    packet.putInt(0).put((byte) 64).put((byte) protocol).putShort((short) 0);
    packet.put(from.getAddress()).put(to.getAddress());
    packet.putShort((short) fromPort).putShort((short) toPort);
    if (protocol == TCP) {
      packet.putInt(1_000).putInt(0).put((byte) 0x50).put((byte) 2).putShort((short) 0xffff);
      packet.putShort((short) 0).putShort((short) 0);
    } else {
      packet.putShort((short) (headerBytes + payload.length)).putShort((short) 0);
    }
    packet.put(payload);
    byte[] bytes = packet.array();
    packet.putShort(ETHERNET_BYTES + 10, (short) ~sum(bytes, ETHERNET_BYTES, TRANSPORT, 0));
    packet.putShort(checksumOffset(protocol), (short) expectedChecksum(bytes));
    return bytes;
  }

  /// The port the packet goes to.
  static int toPort(byte[] packet) {
    return Short.toUnsignedInt(ByteBuffer.wrap(packet).getShort(TRANSPORT + 2));
  }

  /// The port the packet comes from.
  static int fromPort(byte[] packet) {
    return Short.toUnsignedInt(ByteBuffer.wrap(packet).getShort(TRANSPORT));
  }

  /// The transport checksum in the packet.
  static int checksum(byte[] packet) {
    return Short.toUnsignedInt(ByteBuffer.wrap(packet).getShort(checksumOffset(protocol(packet))));
  }

  /// The transport checksum computed anew over the pseudo header, the header and the payload.
  static int expectedChecksum(byte[] packet) {
    byte[] copy = packet.clone();
    int protocol = protocol(copy);
    ByteBuffer.wrap(copy).putShort(checksumOffset(protocol), (short) 0);
    int pseudo = sum(copy, ETHERNET_BYTES + 12, TRANSPORT, protocol + copy.length - TRANSPORT);
    int checksum = ~sum(copy, TRANSPORT, copy.length, pseudo) & 0xffff;
    return protocol == UDP && checksum == 0 ? 0xffff : checksum;
  }

  private static int protocol(byte[] packet) {
    return packet[ETHERNET_BYTES + 9];
  }

  private static int checksumOffset(int protocol) {
    return TRANSPORT + (protocol == TCP ? TCP_CHECKSUM : UDP_CHECKSUM);
  }

  /// The one's complement sum of 16-bit words.
  private static int sum(byte[] bytes, int from, int to, int initial) {
    int sum = initial;
    for (int i = from; i < to; i += 2) {
      int low = i + 1 < to ? Byte.toUnsignedInt(bytes[i + 1]) : 0;
      sum += Byte.toUnsignedInt(bytes[i]) << 8 | low;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }
}
