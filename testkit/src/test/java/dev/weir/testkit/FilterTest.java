// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.packet.Packet;
import java.util.List;
import org.junit.jupiter.api.Test;

@BpfTest("filter.bpfasm")
class FilterTest {
  private static Packet telnet() {
    return Packet.ethernet().ipv4("10.0.0.1", "10.0.0.2").tcp(40000, 23).syn().build();
  }

  @Test
  void passesWhatIsNotBlocked(Bench bench) {
    bench.run("filter", telnet()).returns(0).packetUnchanged();
    bench.run("filter", Packet.ethernet().etherType(0x0806).payload(46).build()).returns(0);
    assertEquals(1, bench.map("packets").sum(Bytes.u32(6)));
    assertEquals(List.of(), bench.events("drops"));
  }

  @KernelTest
  void dropsWhatIsBlocked(Bench bench) {
    bench.map("blocked").put(Bytes.u16Network(23), Bytes.u8(1));
    bench.run("filter", telnet()).returns(2).returns("drop").packetUnchanged();
    bench
        .run("filter", Packet.ethernet().ipv4("10.0.0.1", "10.0.0.2").tcp(9, 80).build())
        .returns(0);
    bench
        .run(
            "filter", Packet.ethernet().ipv4("10.0.0.1", "10.0.0.2").udp(9, 23).payload(20).build())
        .returns(0);
    assertEquals(2, bench.map("packets").sum(Bytes.u32(6)));
    assertEquals(1, bench.map("packets").sum(Bytes.u32(17)));
    List<byte[]> drops = bench.events("drops");
    assertEquals(1, drops.size());
    assertArrayEquals(Bytes.u16Network(23), drops.getFirst());
    assertEquals(List.of(), bench.events("drops"));
  }

  @KernelTest
  void theContextCarriesWhatTheTestSays(Bench bench) {
    bench.run("filter", PacketRun.of(telnet()).mark(7).with("cb[1]", 3)).returns(0);
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> bench.run("filter", PacketRun.of(telnet()).with("marc", 1)))
            .getMessage()
            .contains("has no field `marc`"));
  }

  @KernelTest
  void mapsAreReadAndChanged(Bench bench) {
    TestMap blocked = bench.map("blocked");
    blocked.put(Bytes.u16Network(23), Bytes.u8(1)).put(Bytes.u16Network(80), Bytes.u8(2));
    assertEquals(2, blocked.keys().size());
    assertArrayEquals(Bytes.u8(2), blocked.get(Bytes.u16Network(80)).orElseThrow());
    assertTrue(blocked.remove(Bytes.u16Network(80)));
    assertTrue(blocked.get(Bytes.u16Network(80)).isEmpty());
    assertEquals(0, blocked.sum(Bytes.u16Network(80)));
  }

  @Test
  void failedChecksSayWhatWasFound(Bench bench) {
    Outcome outcome = bench.run("filter", telnet());
    assertEquals(
        "in the virtual machine, the program returned pass (0), expected drop (2)",
        assertThrows(AssertionError.class, () -> outcome.returns("drop")).getMessage());
    assertThrows(IllegalArgumentException.class, () -> outcome.returns("lost"));
    assertTrue(
        assertThrows(AssertionError.class, () -> outcome.packetIs(telnet().with(14, 0x46)))
            .getMessage()
            .contains("different from byte 14 on"));
    assertThrows(IllegalArgumentException.class, () -> bench.run("filt", telnet()));
    assertThrows(IllegalArgumentException.class, () -> bench.map("block"));
  }
}
