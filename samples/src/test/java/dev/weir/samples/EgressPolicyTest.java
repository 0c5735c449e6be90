// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.loader.LoadedObject;
import dev.weir.loader.host.Cgroup;
import dev.weir.loader.host.NetNamespace;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.map.RingBuffer;
import dev.weir.loader.netlink.Interfaces;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// `egress_policy`: what a process of the group sends arrives where it may, and is reported
/// elsewhere.
@Tag("kernel")
@ParameterizedClass
@EnumSource(Sample.Language.class)
final class EgressPolicyTest {
  @Parameter private Sample.Language language;

  private static final int PORT = 5_300;
  private static final byte ALLOW = 1;
  private static final byte DENY = 0;

  @Test
  void onlyListedNetworksAreReached() throws Exception {
    Machine.needsBpf();
    try (Cgroup group = Machine.cgroup("egress-policy");
        NetNamespace namespace = NetNamespace.create();
        LoadedObject loaded = new Sample("egress_policy", language).load();
        RingBuffer events = RingBuffer.open(loaded.map("blocked"))) {
      namespace.run(() -> {
        try (Interfaces interfaces = Interfaces.open()) {
          interfaces.setUp(interfaces.get("lo"));
        }
      });
      loaded.map("networks").update(network(16, 127, 1, 0, 0), new byte[] {ALLOW});
      loaded.map("networks").update(network(32, 127, 1, 0, 66), new byte[] {DENY});
      loaded.attach("policy", AttachTarget.cgroup(group.path()));
      try (Child child = Child.start(group, namespace, true);
          DatagramSocket server =
              namespace.call(() -> new DatagramSocket(new InetSocketAddress("0.0.0.0", PORT)))) {
        server.setSoTimeout(5_000);
        allowed(child, server);
        denied(child, events);
        assertTrue(child.ask("send 127.1.0.66 " + PORT).startsWith("error "));
      }
      assertEquals(1, Machine.counter(loaded, "allowed"));
      assertEquals(2, Machine.counter(loaded, "denied"));
    }
  }

  private static void allowed(Child child, DatagramSocket server) throws Exception {
    assertEquals("ok", child.ask("send 127.1.2.3 " + PORT));
    DatagramPacket packet = new DatagramPacket(new byte[16], 16);
    server.receive(packet);
    assertEquals(
        "hello", new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
  }

  private static void denied(Child child, RingBuffer events) throws Exception {
    String answer = child.ask("send 127.2.0.1 " + PORT);
    assertTrue(answer.contains("not permitted"), answer);
    List<byte[]> seen = new ArrayList<>();
    Machine.eventually(() -> events.poll(Duration.ofMillis(100), seen::add) > 0, "no event");
    assertEquals(1, seen.size());
    ByteBuffer event = ByteBuffer.wrap(seen.getFirst()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] destination = new byte[4];
    event.get(destination);
    assertArrayEquals(new byte[] {127, 2, 0, 1}, destination);
    assertEquals(PORT, Short.reverseBytes(event.getShort()));
    assertEquals(17, event.get());
    assertEquals(20 + 8 + 5, event.getInt(8));
    assertEquals(12, event.capacity());
  }

  private static byte[] network(int prefixBits, int a, int b, int c, int d) {
    return new byte[] {(byte) prefixBits, 0, 0, 0, (byte) a, (byte) b, (byte) c, (byte) d};
  }
}
