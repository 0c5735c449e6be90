// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.loader.LoadedObject;
import dev.weir.loader.host.NetNamespace;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.map.Codec;
import dev.weir.loader.netlink.Interfaces;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// `protocol_count` on a pair of devices between two network namespaces.
@Tag("kernel")
@ParameterizedClass
@EnumSource(Sample.Language.class)
final class ProtocolCountTest {
  @Parameter private Sample.Language language;

  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int PORT = 7_000;
  private static final int DATAGRAMS = 20;
  private static final int PAYLOAD = 100;
  private static final int HEADERS = 14 + 20 + 8;
  private static final Codec<long[]> TRAFFIC =
      Codec.of(
          16,
          (value, out) -> out.putLong(value[0]).putLong(value[1]),
          in -> new long[] {in.getLong(), in.getLong()});

  @Test
  void countsWhatArrives() throws Exception {
    Machine.needsBpf();
    try (NetNamespace sender = NetNamespace.create();
        NetNamespace receiver = NetNamespace.create();
        LoadedObject loaded = new Sample("protocol_count", language).load()) {
      sender.run(() -> {
        try (Interfaces interfaces = Interfaces.open()) {
          setUp(interfaces, interfaces.createVeth("out", "in", Optional.of(receiver.fd())), 1);
        }
      });
      receiver.run(() -> loaded.attach(language.member("count_in"), AttachTarget.device("in")));
      receiver.run(() -> {
        try (Interfaces interfaces = Interfaces.open()) {
          setUp(interfaces, interfaces.get("in"), 2);
        }
      });
      try {
        sendDatagrams(sender, receiver);
        connect(sender, receiver);
        assertCounted(loaded);
      } finally {
        receiver.run(loaded::close);
      }
    }
  }

  private static void setUp(Interfaces interfaces, Interfaces.Device device, int host) {
    interfaces.addAddress(device, address(host), 24);
    interfaces.setUp(device);
  }

  private static InetAddress address(int host) {
    return InetAddress.ofLiteral("192.0.2." + host);
  }

  private static void sendDatagrams(NetNamespace sender, NetNamespace receiver) throws Exception {
    InetSocketAddress target = new InetSocketAddress(address(2), PORT);
    try (DatagramSocket in = receiver.call(() -> new DatagramSocket(target));
        DatagramSocket out =
            sender.call(() -> new DatagramSocket(new InetSocketAddress(address(1), 0)))) {
      in.setSoTimeout(5_000);
      for (int i = 0; i < DATAGRAMS; i++) {
        out.send(new DatagramPacket(new byte[PAYLOAD], PAYLOAD, target));
        in.receive(new DatagramPacket(new byte[PAYLOAD], PAYLOAD));
      }
    }
  }

  private static void connect(NetNamespace sender, NetNamespace receiver) throws Exception {
    try (ServerSocket server = receiver.call(() -> new ServerSocket(PORT, 1, address(2)));
        Socket client = sender.call(() -> new Socket(address(2), PORT));
        Socket accepted = server.accept()) {
      client.getOutputStream().write(1);
      assertEquals(1, accepted.getInputStream().read());
    }
  }

  private static void assertCounted(LoadedObject loaded) {
    long[] udp = traffic(loaded, UDP);
    assertEquals(DATAGRAMS, udp[0]);
    assertEquals((long) DATAGRAMS * (HEADERS + PAYLOAD), udp[1]);
    long[] tcp = traffic(loaded, TCP);
    assertTrue(tcp[0] >= 3, () -> tcp[0] + " TCP packets of a handshake and data");
    assertEquals(0, traffic(loaded, 132)[0]);
    assertTrue(Machine.counter(loaded, "not_ip") >= 1, "ARP is not IP");
  }

  private static long[] traffic(LoadedObject loaded, int protocol) {
    return loaded
        .map("by_protocol")
        .typed(Codec.u32(), TRAFFIC)
        .reduce(protocol, (a, b) -> new long[] {a[0] + b[0], a[1] + b[1]})
        .orElseThrow();
  }
}
