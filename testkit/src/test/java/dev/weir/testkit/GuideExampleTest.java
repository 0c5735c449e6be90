// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.packet.Packet;
import org.junit.jupiter.api.Test;

/// The example of docs/testkit.md.
@BpfTest("filter.bpfasm")
class GuideExampleTest {
  private static final Packet TELNET =
      Packet.ethernet().vlan(7).ipv4("10.0.0.1", "10.0.0.2").ttl(3).tcp(999, 23).syn().build();

  @Test
  void letsTaggedPacketsPass(Bench bench) {
    bench.run("filter", TELNET).returns("pass").packetUnchanged().checksumsRight();
    assertEquals(0, bench.map("packets").sum(Bytes.u32(6)));
  }

  @KernelTest
  void tellsOfDrops(Bench bench) {
    bench.map("blocked").put(Bytes.u16Network(23), Bytes.u8(1));
    Packet telnet = Packet.ethernet().ipv4("10.0.0.1", "10.0.0.2").tcp(999, 23).syn().build();
    bench.run("filter", PacketRun.of(telnet).mark(7)).returns("drop");
    assertEquals(1, bench.events("drops").size());
  }
}
