// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.host.NetNamespace;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.map.Codec;
import dev.weir.loader.netlink.Interfaces;
import dev.weir.loader.netlink.Interfaces.Device;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `host_route` in a host between two pods, each a network namespace.
///
/// ```text
/// first pod       host                        second pod
/// eth0 ---------- pod1 <program> <program> pod2 ---------- eth0 <watch>
/// 10.77.1.2       10.77.1.1      10.77.2.1                 10.77.2.2
/// 2001:db8:1::2   2001:db8:1::1  2001:db8:2::1             2001:db8:2::2
/// ```
@Tag("kernel")
@ParameterizedClass
@EnumSource(Sample.Language.class)
final class HostRouteTest {
  @Parameter private Sample.Language language;

  private static final int PORT = 9_000;
  private static final int PODS = 2;
  private static final String WATCH =
      """
      module test.watch
      license "GPL"
      map hops: array<u32>[2]
      on tcx ingress watch(packet) {
          let eth = packet.ethernet() else return next
          if let ip = eth.ipv4() {
              if ip.protocol == IPPROTO_UDP { hops.put(0, ip.ttl as u32) }
          } else if let ip = eth.ipv6() {
              if ip.next_header == IPPROTO_UDP { hops.put(1, ip.hop_limit as u32) }
          }
          next
      }
      """;

  private NetNamespace host;
  private List<NetNamespace> pods;
  private LoadedObject route;
  private LoadedObject watch;

  @BeforeEach
  void connect() throws Exception {
    Machine.needsBpf();
    host = NetNamespace.create();
    pods = List.of(NetNamespace.create(), NetNamespace.create());
    route = new Sample("host_route", language).load();
    SourceFile source = new SourceFile("watch.weir", WATCH);
    watch = Loader.load(Samples.compile(source, KernelVersion.V6_1));
    host.call(() -> Machine.set("ipv4/conf/all/forwarding", "1"));
    host.call(() -> Machine.set("ipv6/conf/all/forwarding", "1"));
    for (int pod = 1; pod <= PODS; pod++) {
      connect(pod);
    }
    pods.getLast().run(() -> watch.attach("watch", AttachTarget.device("eth0")));
  }

  private void connect(int pod) {
    String device = "pod" + pod;
    NetNamespace namespace = pods.get(pod - 1);
    host.run(() -> {
      try (Interfaces interfaces = Interfaces.open()) {
        Device own = interfaces.createVeth(device, "eth0", Optional.of(namespace.fd()));
        addresses(interfaces, own, pod, 1);
      }
      route.attach(language.member("from_pod"), AttachTarget.device(device));
    });
    namespace.run(() -> {
      try (Interfaces interfaces = Interfaces.open()) {
        Device own = interfaces.get("eth0");
        addresses(interfaces, own, pod, 2);
        int other = PODS + 1 - pod;
        interfaces.addRoute(own, v4(other, 0), 24, Optional.of(v4(pod, 1)));
        interfaces.addRoute(own, v6(other, 0), 64, Optional.of(v6(pod, 1)));
      }
    });
  }

  @AfterEach
  void disconnect() {
    if (watch != null) {
      host.run(route::close);
      pods.getLast().run(watch::close);
      pods.forEach(NetNamespace::close);
      host.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void packetsTakeTheShortWay(boolean ipv4) throws Exception {
    InetAddress to = ipv4 ? v4(2, 2) : v6(2, 2);
    InetAddress from = ipv4 ? v4(1, 2) : v6(1, 2);
    try (DatagramSocket server = datagramSocket(pods.getLast(), to, PORT);
        DatagramSocket client = datagramSocket(pods.getFirst(), from, 0)) {
      DatagramPacket packet = exchange(client, server);
      assertEquals(from, packet.getAddress());
    }
    assertEquals(63, hops(ipv4 ? 0 : 1));
    String counter = ipv4 ? "forwarded4" : "forwarded6";
    assertTrue(Machine.counter(route, counter) >= 2, counter);
    assertEquals(0, forwardedByTheStack(ipv4));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void streamsArriveWhole(boolean ipv4) throws Exception {
    byte[] sent = new byte[1 << 20];
    new Random(1).nextBytes(sent);
    InetAddress to = ipv4 ? v4(2, 2) : v6(2, 2);
    try (ServerSocket server = pods.getLast().call(() -> new ServerSocket(PORT, 1, to));
        Socket client = pods.getFirst().call(() -> new Socket(to, PORT));
        Socket accepted = server.accept()) {
      var received = CompletableFuture.supplyAsync(() -> readAll(accepted));
      client.getOutputStream().write(sent);
      client.shutdownOutput();
      assertArrayEquals(sent, received.get());
    }
    assertEquals(0, forwardedByTheStack(ipv4));
  }

  /// The stack answers with "time exceeded"; the program leaves the packet to it.
  @Test
  void dyingPacketsGoToTheStack() throws Exception {
    pods.getFirst().call(() -> Machine.set("ipv4/ip_default_ttl", "1"));
    long before = Machine.counter(route, "to_stack");
    try (DatagramSocket client = datagramSocket(pods.getFirst(), v4(1, 2), 0)) {
      client.send(new DatagramPacket(new byte[1], 1, new InetSocketAddress(v4(2, 2), PORT)));
      Machine.eventually(
          () -> Machine.counter(route, "to_stack") > before, "nothing went to the stack");
    }
    assertEquals(0, hops(0));
  }

  private static DatagramSocket datagramSocket(NetNamespace pod, InetAddress address, int port)
      throws Exception {
    DatagramSocket socket =
        pod.call(() -> new DatagramSocket(new InetSocketAddress(address, port)));
    socket.setSoTimeout(5_000);
    return socket;
  }

  /// There and back.
  private static DatagramPacket exchange(DatagramSocket client, DatagramSocket server)
      throws IOException {
    byte[] data = {1, 2, 3};
    client.send(new DatagramPacket(data, data.length, server.getLocalSocketAddress()));
    DatagramPacket arrived = new DatagramPacket(new byte[16], 16);
    server.receive(arrived);
    server.send(new DatagramPacket(data, data.length, arrived.getSocketAddress()));
    client.receive(new DatagramPacket(new byte[16], 16));
    return arrived;
  }

  private static byte[] readAll(Socket socket) {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private int hops(int index) {
    return watch.map("hops").typed(Codec.u32(), Codec.u32()).get(index).orElseThrow();
  }

  /// How many packets the host's stack forwarded, which the program is to spare it.
  private long forwardedByTheStack(boolean ipv4) throws Exception {
    if (ipv4) {
      List<String> lines =
          host.call(() -> Files.readAllLines(Path.of("/proc/thread-self/net/snmp")));
      int column = List.of(lines.get(0).split(" ")).indexOf("ForwDatagrams");
      return Long.parseLong(lines.get(1).split(" ")[column]);
    }
    return host.call(() -> Files.readAllLines(Path.of("/proc/thread-self/net/snmp6"))).stream()
        .filter(line -> line.startsWith("Ip6OutForwDatagrams"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
        .sum();
  }

  private static void addresses(Interfaces interfaces, Device device, int network, int number) {
    interfaces.setUp(device);
    interfaces.addAddress(device, v4(network, number), 24);
    interfaces.addAddress(device, v6(network, number), 64);
  }

  private static InetAddress v4(int network, int number) {
    return InetAddress.ofLiteral("10.77." + network + "." + number);
  }

  private static InetAddress v6(int network, int number) {
    return InetAddress.ofLiteral("2001:db8:" + network + "::" + number);
  }
}
