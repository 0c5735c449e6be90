// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.Inet4Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestPacketTest {
  private static final Inet4Address FROM = Inet4Address.ofLiteral("192.0.2.1");
  private static final Inet4Address TO = Inet4Address.ofLiteral("192.0.2.2");

  @ParameterizedTest
  @ValueSource(ints = {TestPacket.TCP, TestPacket.UDP})
  void aChecksumIsRightUntilSomethingChanges(int protocol) {
    byte[] packet = TestPacket.of(protocol, FROM, 40_000, TO, 80, new byte[] {1, 2, 3});
    assertEquals(TestPacket.checksum(packet), TestPacket.expectedChecksum(packet));
    assertEquals(40_000, TestPacket.fromPort(packet));
    assertEquals(80, TestPacket.toPort(packet));
    packet[packet.length - 1]++;
    assertNotEquals(TestPacket.checksum(packet), TestPacket.expectedChecksum(packet));
  }

  /// Worked out by hand from the words of pseudo header, header and payload.
  @Test
  void aKnownChecksumIsFound() {
    byte[] packet = TestPacket.of(TestPacket.UDP, FROM, 1, TO, 2, new byte[] {'a', 'b', 'c'});
    assertEquals(~knownSum() & 0xffff, TestPacket.checksum(packet));
  }

  private static int knownSum() {
    int sum =
        0xc000 + 0x0201 + 0xc000 + 0x0202 + 0x0011 + 0x000b + 0x0001 + 0x0002 + 0x000b + 0x6162
            + 0x6300;
    return (sum & 0xffff) + (sum >>> 16);
  }
}
