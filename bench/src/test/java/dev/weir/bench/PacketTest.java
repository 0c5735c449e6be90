// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bench.Packet.Ip;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PacketTest {
  /// The checksums are worked out by hand.
  @Test
  void headersHaveRightLengthsAndChecksums() {
    Ip ip = Ip.of(new byte[] {10, 0, 0, 1}, new byte[] {10, 0, 0, 2}, Packet.UDP);
    Packet packet = Packet.of("", ip, 1_000, 53, new byte[] {'h', 'i'});
    assertEquals(
        "020000000002"
            + "020000000001"
            + "0800"
            + "4500001e"
            + "00070000"
            + "401166c6"
            + "0a000001"
            + "0a000002"
            + "03e80035"
            + "000a"
            + "7f51"
            + "6869",
        HexFormat.of().formatHex(packet.bytes()));
  }

  @Test
  void theSameSeedGivesTheSamePackets() {
    List<Packet> first = PacketGenerator.generate(7, 200);
    List<Packet> second = PacketGenerator.generate(7, 200);
    assertEquals(200, first.size());
    for (int i = 0; i < first.size(); i++) {
      assertArrayEquals(first.get(i).bytes(), second.get(i).bytes());
    }
  }

  @Test
  void everyKindIsThereAndLongEnoughForTheKernel() {
    List<Packet> packets = PacketGenerator.generate(1, 100);
    Set<String> names = packets.stream().map(Packet::name).collect(Collectors.toSet());
    assertTrue(
        names.containsAll(
            Set.of("TCP over IPv4", "UDP over IPv6", "ICMPv6", "IPv4 fragment", "ARP")));
    assertTrue(names.stream().anyMatch(name -> name.contains(", cut to ")));
    assertTrue(packets.stream().allMatch(p -> p.bytes().length >= Packet.ETHERNET_BYTES));
  }
}
