// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.Packet.Ip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Packets of every kind that the samples tell apart, the same for the same seed: TCP, UDP and ICMP
/// over IPv4 and IPv6, options, fragments, dying packets, ARP, unknown types; some cut short, some
/// with broken headers.
final class PacketGenerator {
  private static final int[] PORTS = {80, 8080, 443, 53, 0, 65_535};
  private static final int[] TTLS = {0, 1, 2, 64, 255};
  private static final int[] FRAGMENTS = {0x4000, 0x2000, 0x2001, 0x00b9, 0x1fff, 0x8000};
  private static final int BROKEN_BYTES = 60;
  private static final int KINDS = 10;

  private final Random random;

  private PacketGenerator(long seed) {
    this.random = new Random(seed);
  }

  /// So many packets.
  static List<Packet> generate(long seed, int count) {
    PacketGenerator generator = new PacketGenerator(seed);
    List<Packet> packets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Packet packet = generator.whole(i % KINDS);
      packets.add(
          switch (i / KINDS % 4) {
            case 2 -> generator.cut(packet);
            case 3 -> generator.broken(packet);
            default -> packet;
          });
    }
    return packets;
  }

  private Packet whole(int kind) {
    return switch (kind) {
      case 0 -> ip("TCP over IPv4", v4(Packet.TCP));
      case 1 -> ip("UDP over IPv4", v4(Packet.UDP));
      case 2 -> ip("ICMP", v4(Packet.ICMP));
      case 3 -> ip("TCP over IPv6", v6(Packet.TCP));
      case 4 -> ip("UDP over IPv6", v6(Packet.UDP));
      case 5 -> ip("ICMPv6", v6(Packet.ICMPV6));
      case 6 -> ip("IPv4 with options", v4(transport()).options(options()));
      case 7 -> ip("IPv4 fragment", v4(transport()).fragment(pick(FRAGMENTS)));
      case 8 -> Packet.ethernet("ARP", Packet.ETHERTYPE_ARP, bytes(28));
      default -> Packet.ethernet("unknown type", random.nextInt(0x10000), bytes(46));
    };
  }

  private Packet ip(String name, Ip ip) {
    int size = random.nextInt(4) == 0 ? random.nextInt(1400) : random.nextInt(20);
    return Packet.of(name, ip.ttl(pick(TTLS)), pick(PORTS), pick(PORTS), bytes(size));
  }

  /// At least an Ethernet header stays: the kernel runs programs on nothing shorter.
  private Packet cut(Packet packet) {
    int most = Math.min(packet.bytes().length, 90);
    int size = Packet.ETHERNET_BYTES + random.nextInt(most - Packet.ETHERNET_BYTES + 1);
    return new Packet(
        packet.name() + ", cut to " + size + " bytes", Arrays.copyOf(packet.bytes(), size));
  }

  private Packet broken(Packet packet) {
    byte[] bytes = packet.bytes().clone();
    int end = Math.min(bytes.length, BROKEN_BYTES);
    int at = Packet.ETHERNET_BYTES - 2 + random.nextInt(end - Packet.ETHERNET_BYTES + 2);
    bytes[at] = (byte) random.nextInt(256);
    return new Packet(packet.name() + ", byte " + at + " is " + (bytes[at] & 0xff), bytes);
  }

  private int transport() {
    return random.nextBoolean() ? Packet.TCP : Packet.UDP;
  }

  private Ip v4(int protocol) {
    return Ip.of(Lab.ROUTED4.address(1), pickAddress4(), protocol);
  }

  private Ip v6(int protocol) {
    return Ip.of(Lab.ROUTED6.address(1), pickAddress6(), protocol);
  }

  private byte[] pickAddress4() {
    return switch (random.nextInt(4)) {
      case 0, 1 -> Lab.ROUTED4.address(2);
      case 2 -> Lab.ROUTED4.address(3);
      default -> new byte[] {(byte) 198, 51, 100, (byte) random.nextInt(256)};
    };
  }

  private byte[] pickAddress6() {
    return switch (random.nextInt(4)) {
      case 0, 1 -> Lab.ROUTED6.address(2);
      case 2 -> Lab.ROUTED6.address(3);
      default -> new byte[] {0x20, 1, 0xd, (byte) 0xb8, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    };
  }

  private byte[] options() {
    byte[] options = new byte[4 * (1 + random.nextInt(10))];
    Arrays.fill(options, (byte) 1);
    return options;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private int pick(int[] values) {
    return values[random.nextInt(values.length)];
  }
}
