// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.arbitrary;

import dev.weir.testkit.packet.Packet;
import dev.weir.testkit.packet.PacketBuilder;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Random packets: mostly well formed, of few addresses and ports, so that programs meet the ones
/// they look for.
public final class PacketArbitraries {
  private static final int MOST_PAYLOAD = 64;
  private static final int SMALLEST = 14;

  private PacketArbitraries() {}

  /// Packets of all kinds: mostly TCP, UDP and ICMP over IPv4 and IPv6, some with VLAN tags, some
  /// fragments, some cut short, some other bytes. At least 14 bytes.
  public static Arbitrary<Packet> packets() {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(8, wellFormed()),
        net.jqwik.api.Tuple.of(1, cut(wellFormed())),
        net.jqwik.api.Tuple.of(1, fragments()),
        net.jqwik.api.Tuple.of(1, bytes()));
  }

  /// Packets whose headers are complete and whose checksums are right.
  public static Arbitrary<Packet> wellFormed() {
    return Arbitraries.oneOf(tcp(), udp(), icmp());
  }

  /// TCP packets over IPv4 or IPv6.
  public static Arbitrary<Packet> tcp() {
    return Combinators.combine(
            network(), ports(), ports(), Arbitraries.of(2, 16, 18, 24, 17, 4), payload())
        .as((builder, source, destination, flags, payload) ->
            builder.get().tcp(source, destination).flags(flags).payload(payload).build());
  }

  /// UDP packets over IPv4 or IPv6.
  public static Arbitrary<Packet> udp() {
    return Combinators.combine(network(), ports(), ports(), payload())
        .as((builder, source, destination, payload) ->
            builder.get().udp(source, destination).payload(payload).build());
  }

  /// Echo requests over IPv4 or IPv6.
  public static Arbitrary<Packet> icmp() {
    return Combinators.combine(network(), ports(), payload())
        .as((builder, id, payload) -> builder.get().ping(id, 1).payload(payload).build());
  }

  /// Fragments of UDP packets over IPv4, first and later ones.
  public static Arbitrary<Packet> fragments() {
    return Combinators.combine(
            addresses4(), addresses4(), Arbitraries.integers().between(0, 100), payload())
        .as((source, destination, offset, payload) ->
            Packet.ethernet()
                .ipv4(source, destination)
                .protocol(17)
                .fragment(offset * 8, offset % 2 == 0)
                .payload(payload)
                .build());
  }

  /// Bytes without meaning behind an Ethernet header.
  public static Arbitrary<Packet> bytes() {
    return Combinators.combine(Arbitraries.integers().between(0, 0xffff), payload())
        .as((type, payload) -> Packet.ethernet().etherType(type).payload(payload).build());
  }

  /// The first bytes of other packets, at least 14.
  public static Arbitrary<Packet> cut(Arbitrary<Packet> packets) {
    return packets.flatMap(
        packet -> Arbitraries.integers().between(SMALLEST, packet.size()).map(packet::truncated));
  }

  /// Ethernet and IP headers to go on from. A builder is used once, so there is a maker of it.
  private static Arbitrary<Maker> network() {
    Arbitrary<Maker> four =
        Combinators.combine(addresses4(), addresses4(), Arbitraries.integers().between(1, 255))
            .as((source, destination, ttl) ->
                () -> Packet.ethernet().ipv4(source, destination).ttl(ttl));
    Arbitrary<Maker> six =
        Combinators.combine(addresses6(), addresses6(), Arbitraries.integers().between(1, 255))
            .as((source, destination, ttl) ->
                () -> Packet.ethernet().ipv6(source, destination).ttl(ttl));
    Arbitrary<Maker> tagged =
        Combinators.combine(Arbitraries.integers().between(0, 4095), addresses4(), addresses4())
            .as((id, source, destination) ->
                () -> Packet.ethernet().vlan(id).ipv4(source, destination));
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(6, four),
        net.jqwik.api.Tuple.of(3, six),
        net.jqwik.api.Tuple.of(1, tagged));
  }

  private interface Maker {
    PacketBuilder get();
  }

  /// Addresses of IPv4 networks that tests like to use.
  public static Arbitrary<String> addresses4() {
    return Combinators.combine(
            Arbitraries.of("10.0.0.", "192.168.1.", "172.16.0.", "127.0.0.", "203.0.113."),
            Arbitraries.integers().between(1, 254))
        .as((network, host) -> network + host);
  }

  /// Addresses of IPv6 networks that tests like to use.
  public static Arbitrary<String> addresses6() {
    return Combinators.combine(
            Arbitraries.of("2001:db8::", "fd00::", "fe80::", "::ffff:0:"),
            Arbitraries.integers().between(1, 0xffff))
        .as((network, host) -> network + Integer.toHexString(host));
  }

  /// Ports, well-known ones more often.
  public static Arbitrary<Integer> ports() {
    return Arbitraries.oneOf(
        Arbitraries.of(22, 23, 53, 80, 443, 8080), Arbitraries.integers().between(1, 65535));
  }

  private static Arbitrary<byte[]> payload() {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(MOST_PAYLOAD);
  }
}
