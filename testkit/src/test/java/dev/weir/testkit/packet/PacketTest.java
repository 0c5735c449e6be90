// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PacketTest {
  @Test
  void aTcpPacketSaysWhatItWasBuiltOf() {
    Packet packet =
        Packet.ethernet("02:00:00:00:00:0a", "02:00:00:00:00:0b")
            .vlan(42)
            .ipv4("10.0.0.1", "10.0.0.2")
            .ttl(3)
            .tcp(40000, 80)
            .syn()
            .payload("hello")
            .build();
    assertEquals("02:00:00:00:00:0a", packet.destinationMac());
    assertEquals(OptionalInt.of(42), packet.vlan());
    assertTrue(packet.isIpv4());
    assertEquals("10.0.0.1", packet.source());
    assertEquals("10.0.0.2", packet.destination());
    assertEquals(3, packet.ttl());
    assertEquals(6, packet.protocol());
    assertEquals(40000, packet.sourcePort());
    assertEquals(80, packet.destinationPort());
    assertArrayEquals("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8), packet.payload());
    assertTrue(packet.checksumsRight());
  }

  /// The example of RFC 1071 and a header taken from the wire.
  @Test
  void theIpv4ChecksumIsThatOfTheWire() {
    Packet packet = Packet.ethernet().ipv4("192.168.0.1", "192.168.0.199").protocol(253).build();
    byte[] known = Packet.ofHex("45000073000040004011b861c0a80001c0a800c7").bytes();
    assertEquals(0, new Checksum().add(known, 0, 20).value());
    assertTrue(packet.checksumsRight());
  }

  @Test
  void questionsAboutMissingHeadersFailWithThePacket() {
    Packet arp = Packet.ethernet().etherType(0x0806).payload(28).build();
    assertFalse(arp.isIpv4());
    assertTrue(
        assertThrows(IllegalStateException.class, arp::source)
            .getMessage()
            .startsWith("the packet has not an IP header: 0200"));
    Packet icmp = Packet.ethernet().ipv4("10.0.0.1", "10.0.0.2").ping(1, 2).build();
    assertThrows(IllegalStateException.class, icmp::sourcePort);
    assertThrows(IllegalStateException.class, () -> Packet.ethernet().ttl(1));
    assertThrows(IllegalArgumentException.class, () -> Packet.ethernet().ipv4("10.0.0", "::1"));
  }

  @Property
  void checksumsOfAllProtocolsAreRight(
      @ForAll @Size(max = 60) byte[] payload,
      @ForAll @IntRange(max = 65535) int port,
      @ForAll boolean six,
      @ForAll @IntRange(max = 2) int kind) {
    PacketBuilder builder = Packet.ethernet();
    if (six) {
      builder.ipv6("2001:db8::1", "2001:db8::2");
    } else {
      builder.ipv4("10.1.2.3", "10.3.2.1");
    }
    switch (kind) {
      case 0 -> builder.tcp(port, 443);
      case 1 -> builder.udp(port, 53);
      default -> builder.ping(port, 7);
    }
    Packet packet = builder.payload(payload).build();
    assertTrue(packet.checksumsRight(), packet::toString);
    assertArrayEquals(payload, packet.payload());
  }
}
