// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.nio.ByteBuffer;
import java.util.Objects;

/// A packet from its Ethernet header on, with right checksums.
///
/// @param name what is special about it
/// @param bytes its bytes; not copied
/// @rfc 791 section 3.1, 8200 section 3, 768, 9293 section 3.1, 792, 4443, 1071
record Packet(String name, byte[] bytes) {
  static final int ETHERTYPE_IPV4 = 0x0800;
  static final int ETHERTYPE_ARP = 0x0806;
  static final int ETHERTYPE_IPV6 = 0x86dd;
  static final int ICMP = 1;
  static final int TCP = 6;
  static final int UDP = 17;
  static final int ICMPV6 = 58;
  static final int ETHERNET_BYTES = 14;
  private static final byte[] ADDRESSES = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1};
  private static final int IPV4_BYTES = 20;
  private static final int IPV6_BYTES = 40;

  /// Checks for null.
  Packet {
    Objects.requireNonNull(name);
    Objects.requireNonNull(bytes);
  }

  /// What an IP header says, apart from lengths and checksums.
  ///
  /// @param from the source address, of 4 or 16 bytes
  /// @param to the destination address, as long
  /// @param protocol the number of what follows
  /// @param ttl hops left, 0 to 255
  /// @param fragment flags and offset of IPv4's fragment field
  /// @param options IPv4 options, a multiple of 4 bytes, at most 40
  record Ip(byte[] from, byte[] to, int protocol, int ttl, int fragment, byte[] options) {
    /// A header without options, not fragmented.
    static Ip of(byte[] from, byte[] to, int protocol) {
      return new Ip(from, to, protocol, 64, 0, new byte[0]);
    }

    Ip ttl(int hops) {
      return new Ip(from, to, protocol, hops, fragment, options);
    }

    Ip fragment(int field) {
      return new Ip(from, to, protocol, ttl, field, options);
    }

    Ip options(byte[] bytes) {
      return new Ip(from, to, protocol, ttl, fragment, bytes);
    }
  }

  /// An IP packet that carries what its protocol says, with these ports and payload.
  static Packet of(String name, Ip ip, int fromPort, int toPort, byte[] payload) {
    byte[] transport =
        switch (ip.protocol) {
          case TCP -> tcp(fromPort, toPort, payload);
          case UDP -> udp(fromPort, toPort, payload);
          default -> icmp(ip.protocol, payload);
        };
    checksum(ip, transport);
    boolean v4 = ip.from.length == Integer.BYTES;
    byte[] network = v4 ? ipv4(ip, transport) : ipv6(ip, transport);
    return ethernet(name, v4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6, network);
  }

  /// A frame of any kind.
  static Packet ethernet(String name, int type, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(ETHERNET_BYTES + payload.length);
    frame.put(ADDRESSES).putShort((short) type).put(payload);
    return new Packet(name, frame.array());
  }

  private static byte[] ipv4(Ip ip, byte[] payload) {
    int headerBytes = IPV4_BYTES + ip.options.length;
    ByteBuffer out = ByteBuffer.allocate(headerBytes + payload.length);
    out.put((byte) (0x40 | headerBytes / 4)).put((byte) 0).putShort((short) out.capacity());
    out.putShort((short) 7).putShort((short) ip.fragment).put((byte) ip.ttl);
    out.put((byte) ip.protocol).putShort((short) 0).put(ip.from).put(ip.to).put(ip.options);
    out.put(payload);
    out.putShort(10, (short) ~sum(out.array(), 0, headerBytes, 0));
    return out.array();
  }

  private static byte[] ipv6(Ip ip, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(IPV6_BYTES + payload.length);
    out.putInt(0x6000_0000).putShort((short) payload.length).put((byte) ip.protocol);
    return out.put((byte) ip.ttl).put(ip.from).put(ip.to).put(payload).array();
  }

  private static byte[] tcp(int fromPort, int toPort, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(20 + payload.length);
    out.putShort((short) fromPort).putShort((short) toPort).putInt(1_000).putInt(0);
    return out.put((byte) 0x50).put((byte) 2).putShort((short) -1).putInt(0).put(payload).array();
  }

  private static byte[] udp(int fromPort, int toPort, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(8 + payload.length);
    out.putShort((short) fromPort).putShort((short) toPort).putShort((short) out.capacity());
    return out.putShort((short) 0).put(payload).array();
  }

  private static byte[] icmp(int protocol, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(8 + payload.length);
    return out.put((byte) (protocol == ICMPV6 ? 128 : 8)).position(8).put(payload).array();
  }

  /// Fills the checksum of a transport header in.
  private static void checksum(Ip ip, byte[] transport) {
    int offset =
        switch (ip.protocol) {
          case TCP -> 16;
          case UDP -> 6;
          default -> 2;
        };
    int pseudo = 0;
    if (ip.protocol != ICMP) {
      pseudo = ip.protocol + transport.length;
      pseudo = sum(ip.from, 0, ip.from.length, pseudo);
      pseudo = sum(ip.to, 0, ip.to.length, pseudo);
    }
    int checksum = ~sum(transport, 0, transport.length, pseudo) & 0xffff;
    boolean none = ip.protocol == UDP && checksum == 0;
    ByteBuffer.wrap(transport).putShort(offset, (short) (none ? -1 : checksum));
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
