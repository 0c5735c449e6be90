// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.packet;

import java.nio.ByteBuffer;

/// One header of a packet under construction.
sealed interface Layer {
  /// Ether type of VLAN tags.
  int VLAN = 0x8100;

  /// Ether type of IPv4.
  int IPV4 = 0x0800;

  /// Ether type of IPv6.
  int IPV6 = 0x86dd;

  /// Protocol number of ICMP.
  int ICMP = 1;

  /// Protocol number of TCP.
  int TCP = 6;

  /// Protocol number of UDP.
  int UDP = 17;

  /// Protocol number of ICMP for IPv6.
  int ICMP6 = 58;

  /// The ether type that announces this layer, -1 for layers that follow IP.
  default int etherType() {
    return -1;
  }

  /// The protocol number that announces this layer, -1 for layers that do not follow IP.
  default int protocol() {
    return -1;
  }

  /// The header before what follows it.
  ///
  /// @param below the IP layer below, for the checksum over addresses; empty when there is none
  /// @param next the layer that follows; the payload has neither type
  /// @param rest what follows, complete
  byte[] with(java.util.Optional<Layer> below, Layer next, byte[] rest);

  /// Ethernet.
  record Ethernet(byte[] destination, byte[] source, int type) implements Layer {
    @Override
    public byte[] with(java.util.Optional<Layer> below, Layer next, byte[] rest) {
      int announced = type >= 0 ? type : Math.max(0, next.etherType());
      return ByteBuffer.allocate(14 + rest.length)
          .put(destination)
          .put(source)
          .putShort((short) announced)
          .put(rest)
          .array();
    }
  }

  /// A VLAN tag.
  record Vlan(int id, int priority) implements Layer {
    @Override
    public int etherType() {
      return VLAN;
    }

    @Override
    public byte[] with(java.util.Optional<Layer> below, Layer next, byte[] rest) {
      return ByteBuffer.allocate(4 + rest.length)
          .putShort((short) ((priority << 13) | (id & 0xfff)))
          .putShort((short) Math.max(0, next.etherType()))
          .put(rest)
          .array();
    }
  }

  /// IPv4 without options.
  record Ipv4(byte[] source, byte[] destination, int ttl, int tos, int id, int fragment, int number)
      implements Layer {
    @Override
    public int etherType() {
      return IPV4;
    }

    @Override
    public int protocol() {
      return 4;
    }

    @Override
    public byte[] with(java.util.Optional<Layer> below, Layer next, byte[] rest) {
      int announced = number >= 0 ? number : next.protocol() >= 0 ? next.protocol() : 253;
      ByteBuffer out =
          ByteBuffer.allocate(20 + rest.length)
              .put((byte) 0x45)
              .put((byte) tos)
              .putShort((short) (20 + rest.length))
              .putShort((short) id)
              .putShort((short) fragment)
              .put((byte) ttl)
              .put((byte) announced)
              .putShort((short) 0)
              .put(source)
              .put(destination)
              .put(rest);
      out.putShort(10, (short) new Checksum().add(out.array(), 0, 20).value());
      return out.array();
    }
  }

  /// IPv6 without extension headers.
  record Ipv6(
      byte[] source, byte[] destination, int hopLimit, int trafficClass, int flowLabel, int number)
      implements Layer {
    @Override
    public int etherType() {
      return IPV6;
    }

    @Override
    public int protocol() {
      return 41;
    }

    @Override
    public byte[] with(java.util.Optional<Layer> below, Layer next, byte[] rest) {
      int announced = number >= 0 ? number : next.protocol() >= 0 ? next.protocol() : 59;
      return ByteBuffer.allocate(40 + rest.length)
          .putInt((6 << 28) | ((trafficClass & 0xff) << 20) | (flowLabel & 0xfffff))
          .putShort((short) rest.length)
          .put((byte) announced)
          .put((byte) hopLimit)
          .put(source)
          .put(destination)
          .put(rest)
          .array();
    }
  }

  /// TCP without options.
  record Tcp(int source, int destination, int sequence, int acknowledgement, int flags, int window)
      implements Layer {
    @Override
    public int protocol() {
      return TCP;
    }

    @Override
    public byte[] with(java.util.Optional<Layer> below, Layer next, byte[] rest) {
      ByteBuffer out =
          ByteBuffer.allocate(20 + rest.length)
              .putShort((short) source)
              .putShort((short) destination)
              .putInt(sequence)
              .putInt(acknowledgement)
              .putShort((short) ((5 << 12) | (flags & 0xfff)))
              .putShort((short) window)
              .putInt(0)
              .put(rest);
      out.putShort(16, (short) transport(below, TCP, out.array()));
      return out.array();
    }
  }

  /// UDP.
  record Udp(int source, int destination, boolean checksum) implements Layer {
    @Override
    public int protocol() {
      return UDP;
    }

    @Override
    public byte[] with(java.util.Optional<Layer> below, Layer next, byte[] rest) {
      ByteBuffer out =
          ByteBuffer.allocate(8 + rest.length)
              .putShort((short) source)
              .putShort((short) destination)
              .putShort((short) (8 + rest.length))
              .putShort((short) 0)
              .put(rest);
      if (checksum) {
        int value = transport(below, UDP, out.array());
        out.putShort(6, (short) (value == 0 ? 0xffff : value));
      }
      return out.array();
    }
  }

  /// ICMP, of the IP version below.
  record Icmp(int type, int code, int rest32, boolean six) implements Layer {
    @Override
    public int protocol() {
      return six ? ICMP6 : ICMP;
    }

    @Override
    public byte[] with(java.util.Optional<Layer> below, Layer next, byte[] rest) {
      ByteBuffer out =
          ByteBuffer.allocate(8 + rest.length)
              .put((byte) type)
              .put((byte) code)
              .putShort((short) 0)
              .putInt(rest32)
              .put(rest);
      int value =
          six
              ? transport(below, ICMP6, out.array())
              : new Checksum().add(out.array(), 0, out.capacity()).value();
      out.putShort(2, (short) value);
      return out.array();
    }
  }

  /// Bytes as they are.
  record Payload(byte[] bytes) implements Layer {
    @Override
    public byte[] with(java.util.Optional<Layer> below, Layer next, byte[] rest) {
      return bytes;
    }
  }

  /// The checksum over addresses, protocol, length and data.
  ///
  /// @rfc 9293 section 3.1; RFC 8200 section 8.1
  private static int transport(java.util.Optional<Layer> below, int protocol, byte[] data) {
    Checksum sum = new Checksum();
    switch (below.orElse(null)) {
      case Ipv4 ip -> sum.add(ip.source, 0, 4).add(ip.destination, 0, 4);
      case Ipv6 ip -> sum.add(ip.source, 0, 16).add(ip.destination, 0, 16);
      case null, default -> {}
    }
    return sum.add(protocol).add(data.length).add(data, 0, data.length).value();
  }
}
