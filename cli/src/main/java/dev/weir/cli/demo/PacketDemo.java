// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import dev.weir.bytecode.object.Program;
import dev.weir.cli.io.Interruption;
import dev.weir.cli.load.Counters;
import dev.weir.cli.load.Verdicts;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.host.NetNamespace;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.AttachTarget.Direction;
import dev.weir.loader.netlink.Interfaces;
import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.program.TestRun;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// The second part of the demo: packets rewritten between two network namespaces, which nobody else
/// sees and which end with this process.
final class PacketDemo {
  private static final String CLIENT_DEVICE = "weir0";
  private static final String SERVER_DEVICE = "weir1";
  private static final Inet4Address CLIENT = Inet4Address.ofLiteral("192.0.2.1");
  private static final Inet4Address SERVER = Inet4Address.ofLiteral("192.0.2.2");
  private static final int PREFIX = 24;
  private static final int PUBLIC_PORT = 80;
  private static final int SERVER_PORT = 8080;
  private static final int EXCHANGES = 10;
  private static final String STORY =
      """
      Two network namespaces joined by a pair of devices: a client at 192.0.2.1, a server at
      192.0.2.2 that listens on port 8080. Programs on the server's device make it reachable on
      port 80: they rewrite ports and checksums of the packets that pass.\
      """;

  private final DemoReport report;
  private final Interruption interruption;
  private final LoadedObject loaded;
  private final NetNamespace client;
  private final NetNamespace server;

  private PacketDemo(
      DemoReport report,
      Interruption interruption,
      LoadedObject loaded,
      NetNamespace client,
      NetNamespace server) {
    this.report = report;
    this.interruption = interruption;
    this.loaded = loaded;
    this.client = client;
    this.server = server;
  }

  /// Shows it, and leaves nothing behind.
  ///
  /// @throws Exception when sockets or namespaces cannot be made
  static void show(DemoReport report, Interruption interruption, Sample sample) throws Exception {
    report.part("A port redirection between network namespaces", sample.file(), STORY);
    report.compiled(sample.unit(), sample.time().toMillis());
    try (NetNamespace client = NetNamespace.create();
        NetNamespace server = NetNamespace.create();
        LoadedObject loaded = sample.load()) {
      report.verdicts(Verdicts.of(loaded));
      PacketDemo demo = new PacketDemo(report, interruption, loaded, client, server);
      try {
        demo.run(sample);
      } finally {
        server.run(loaded::close);
      }
    }
  }

  private void run(Sample sample) throws Exception {
    connectNamespaces();
    Callable<Backend> start = () -> Backend.start("server", SERVER, SERVER_PORT);
    try (Backend backend = server.call(start)) {
      before();
      for (Program program : sample.object().programs()) {
        server.run(() -> loaded.attach(program.name(), AttachTarget.device(SERVER_DEVICE)));
      }
      after(backend, "TCP connections", "tcp");
      after(backend, "UDP datagrams", "udp");
      checksums(sample);
      counters();
    }
  }

  private void connectNamespaces() {
    client.run(() -> {
      try (Interfaces interfaces = Interfaces.open()) {
        setUp(
            interfaces,
            interfaces.createVeth(CLIENT_DEVICE, SERVER_DEVICE, Optional.of(server.fd())),
            CLIENT);
      }
    });
    server.run(() -> {
      try (Interfaces interfaces = Interfaces.open()) {
        setUp(interfaces, interfaces.get(SERVER_DEVICE), SERVER);
      }
    });
  }

  private static void setUp(Interfaces interfaces, Interfaces.Device device, InetAddress address) {
    interfaces.addAddress(device, address, PREFIX);
    interfaces.setUp(device);
    interfaces.setUp(interfaces.get("lo"));
  }

  private void before() throws Exception {
    report.heading("Before the programs are attached");
    ClientProcess.Answer refused = ask("tcp");
    report.expect(
        "nothing listens on port 80 (ECONNREFUSED)",
        !refused.ok() && refused.text().contains("ECONNREFUSED"),
        refused.text());
  }

  private void after(Backend backend, String title, String request) throws Exception {
    InetSocketAddress service = new InetSocketAddress(SERVER, PUBLIC_PORT);
    Exchanges exchanges = Exchanges.make(title, service, EXCHANGES, () -> ask(request));
    report.exchanges(exchanges, Map.of(backend.name(), DemoClient.text(backend.address())));
    report.expect(
        "answers came from port 80 every time",
        exchanges.lookedLikeTheService() && exchanges.answered() == EXCHANGES,
        exchanges.errors().isEmpty()
            ? exchanges.peers().toString()
            : exchanges.errors().getFirst());
  }

  private ClientProcess.Answer ask(String request) throws IOException {
    if (interruption.requested() || report.abandoned()) {
      throw new Interrupted();
    }
    String line = request + " " + SERVER.getHostAddress() + " " + PUBLIC_PORT;
    try {
      return ClientProcess.Answer.parse(client.call(() -> DemoClient.answer(line)));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private void checksums(Sample sample) throws Exception {
    report.heading("Checksums");
    for (Program program : sample.object().programs()) {
      boolean request =
          program.section().endsWith(Direction.INGRESS.name().toLowerCase(Locale.ROOT));
      rewritten(loaded.program(program.name()), TestPacket.TCP, request);
      rewritten(loaded.program(program.name()), TestPacket.UDP, request);
    }
    for (NetNamespace namespace : List.of(client, server)) {
      long wrong = namespace.call(PacketDemo::wrongChecksums);
      report.expect(
          "the " + (namespace == client ? "client" : "server") + "'s kernel saw no wrong checksum",
          wrong == 0,
          Long.toString(wrong));
    }
  }

  /// Runs a program on a packet in the kernel and looks at what it made of it.
  private void rewritten(LoadedProgram program, int protocol, boolean request) {
    byte[] payload = "a payload of odd length".getBytes(StandardCharsets.UTF_8);
    byte[] packet =
        request
            ? TestPacket.of(protocol, CLIENT, 40_000, SERVER, PUBLIC_PORT, payload)
            : TestPacket.of(protocol, SERVER, SERVER_PORT, CLIENT, 40_000, payload);
    byte[] result = TestRun.run(program, packet).dataOut();
    int port = request ? TestPacket.toPort(result) : TestPacket.fromPort(result);
    boolean right = TestPacket.checksum(result) == TestPacket.expectedChecksum(result);
    String what =
        program.name()
            + " on a "
            + (protocol == TestPacket.TCP ? "TCP" : "UDP")
            + " packet: port "
            + (request ? PUBLIC_PORT : SERVER_PORT)
            + " becomes "
            + (request ? SERVER_PORT : PUBLIC_PORT)
            + ", checksum "
            + hex(TestPacket.checksum(packet))
            + " becomes "
            + hex(TestPacket.expectedChecksum(result));
    report.expect(
        what,
        right && port == (request ? SERVER_PORT : PUBLIC_PORT),
        "port " + port + ", checksum " + hex(TestPacket.checksum(result)));
  }

  private void counters() {
    Counters counters = Counters.read(loaded);
    report.counters(counters);
    report.expect(
        "requests and replies were counted",
        counters.get("requests") >= 2L * EXCHANGES && counters.get("replies") >= 2L * EXCHANGES,
        counters.values().toString());
  }

  private static String hex(int checksum) {
    return HexFormat.of().toHexDigits((short) checksum);
  }

  /// How many segments and datagrams with wrong checksums the calling thread's network namespace
  /// received.
  private static long wrongChecksums() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/thread-self/net/snmp"));
    long wrong = 0;
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      List<String> names = List.of(lines.get(i).split(" "));
      int column = names.indexOf("InCsumErrors");
      boolean transport = names.getFirst().equals("Tcp:") || names.getFirst().equals("Udp:");
      if (column > 0 && transport) {
        wrong += Long.parseLong(lines.get(i + 1).split(" ")[column]);
      }
    }
    return wrong;
  }
}
