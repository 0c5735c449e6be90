// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import dev.weir.bytecode.object.Program;
import dev.weir.cli.io.Interruption;
import dev.weir.cli.load.Counters;
import dev.weir.cli.load.MapEntries;
import dev.weir.cli.load.Verdicts;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.host.Cgroup;
import dev.weir.loader.link.AttachTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The first part of the demo: a load balancer at the socket, in a control group of its own.
///
/// All addresses are loopback addresses, the service's as well: if a program failed, nothing would
/// leave the machine.
final class SocketDemo {
  private static final String SERVICE = "127.96.0.10";
  private static final String SERVICE_WITHOUT_BACKENDS = "127.96.0.11";
  private static final int HTTP = 80;
  private static final int DNS = 53;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int EXCHANGES = 60;
  private static final int FEWER = 40;
  private static final String STORY =
      """
      A client connects to a service address that no machine has. Programs at its socket calls put
      the address of a backend in its place, once per connection instead of once per packet, and
      show the service's address again when the client asks who it talks to.\
      """;

  private final DemoReport report;
  private final Interruption interruption;
  private final LoadedObject loaded;
  private final ClientProcess client;
  private final List<Backend> backends = new ArrayList<>();
  private int expectedTranslations;

  private SocketDemo(
      DemoReport report, Interruption interruption, LoadedObject loaded, ClientProcess client) {
    this.report = report;
    this.interruption = interruption;
    this.loaded = loaded;
    this.client = client;
  }

  /// Shows it, and leaves nothing behind.
  ///
  /// @throws IOException when sockets or processes cannot be made
  static void show(DemoReport report, Interruption interruption, Sample sample) throws IOException {
    report.part("A load balancer at the socket", sample.file(), STORY);
    report.compiled(sample.unit(), sample.time().toMillis());
    OwnGroup.removeStale();
    try (ClientProcess client = ClientProcess.start();
        Cgroup group = OwnGroup.create();
        LoadedObject loaded = sample.load()) {
      report.verdicts(Verdicts.of(loaded));
      for (Program program : sample.object().programs()) {
        loaded.attach(program.name(), AttachTarget.cgroup(group.path()));
      }
      group.add(client.pid());
      report.line("attached to " + group.path() + ", in which a client process is");
      new SocketDemo(report, interruption, loaded, client).run();
    }
  }

  private void run() throws IOException {
    try {
      for (int i = 1; i <= 3; i++) {
        backends.add(Backend.start("backend " + i, InetAddress.ofLiteral("127.0.0.1" + i)));
      }
      addServices();
      exchange("TCP connections", "tcp", HTTP, EXCHANGES);
      exchange("UDP datagrams, unconnected sockets", "udp", DNS, EXCHANGES);
      exchange("UDP, connected sockets", "udp-connected", DNS, FEWER);
      exchange("java.net.Socket, an IPv6 socket with mapped addresses", "java", HTTP, FEWER);
      ip6();
      limits();
      counters();
    } finally {
      backends.forEach(Backend::close);
    }
  }

  private void addServices() {
    for (int i = 0; i < backends.size(); i++) {
      MapEntries.put(loaded, "backends4", Integer.toString(i), text(backends.get(i)));
    }
    String all = "0," + backends.size();
    MapEntries.put(loaded, "services4", key(SERVICE, HTTP, TCP), all);
    MapEntries.put(loaded, "services4", key(SERVICE, DNS, UDP), all);
    MapEntries.put(loaded, "services4", key(SERVICE_WITHOUT_BACKENDS, HTTP, TCP), "0,0");
  }

  private void exchange(String title, String request, int port, int count) throws IOException {
    InetSocketAddress service = new InetSocketAddress(InetAddress.ofLiteral(SERVICE), port);
    Map<String, String> addresses = new LinkedHashMap<>();
    backends.forEach(b -> addresses.put(b.name(), DemoClient.text(b.address())));
    Exchanges exchanges =
        Exchanges.make(title, service, count, () -> ask(request + " " + SERVICE + " " + port));
    report.exchanges(exchanges, addresses);
    expectService(exchanges);
    report.expect(
        "every backend answered",
        exchanges.hits().size() == backends.size(),
        String.join(", ", exchanges.hits().keySet()));
  }

  private void expectService(Exchanges exchanges) {
    expectedTranslations += exchanges.count();
    report.expect(
        "the client saw its peer as " + DemoClient.text(exchanges.service()) + " every time",
        exchanges.lookedLikeTheService(),
        exchanges.errors().isEmpty()
            ? exchanges.peers().toString()
            : exchanges.errors().getFirst());
  }

  private void ip6() throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("::1");
    Optional<Integer> port = unusedPort(loopback);
    if (port.isEmpty()) {
      report.heading("IPv6");
      report.line("left out: this machine has no address ::1");
      return;
    }
    try (Backend backend = Backend.start("backend 6", loopback)) {
      MapEntries.put(loaded, "backends6", "0", "::1," + backend.address().getPort());
      MapEntries.put(loaded, "services6", key("::1", port.get(), TCP), "0,1");
      InetSocketAddress service = new InetSocketAddress(loopback, port.get());
      Exchanges exchanges =
          Exchanges.make(
              "TCP connections over IPv6", service, FEWER, () -> ask("tcp ::1 " + port.get()));
      report.exchanges(exchanges, Map.of(backend.name(), DemoClient.text(backend.address())));
      expectService(exchanges);
    }
  }

  /// A port that nobody listens on; empty when the address does not exist.
  private static Optional<Integer> unusedPort(InetAddress address) {
    try (ServerSocket socket = new ServerSocket(0, 1, address)) {
      return Optional.of(socket.getLocalPort());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private void limits() throws IOException {
    report.heading("Where it ends");
    ClientProcess.Answer none = ask("tcp " + SERVICE_WITHOUT_BACKENDS + " " + HTTP);
    report.expect(
        "a service without backends is unreachable (EHOSTUNREACH)",
        !none.ok() && none.text().contains("EHOSTUNREACH"),
        none.text());
    String outside = DemoClient.answer("tcp " + SERVICE + " " + HTTP);
    boolean untouched = backends.stream().noneMatch(b -> outside.contains(b.name()));
    report.expect(
        "a process outside the control group does not reach the backends: "
            + outside.replace("error\t", "").replace('\t', ' '),
        untouched,
        outside);
  }

  private void counters() {
    Counters counters = Counters.read(loaded);
    report.counters(counters);
    report.expect(
        "every exchange was translated once",
        counters.get("translated") == expectedTranslations,
        counters.get("translated") + " translations for " + expectedTranslations + " exchanges");
    report.expect("addresses were restored", counters.get("restored") > 0, "none");
    report.expect(
        "one connection found no backend",
        counters.get("no_backend") == 1,
        Long.toString(counters.get("no_backend")));
  }

  private ClientProcess.Answer ask(String request) throws IOException {
    if (interruption.requested() || report.abandoned()) {
      throw new Interrupted();
    }
    return client.request(request);
  }

  private static String text(Backend backend) {
    InetSocketAddress address = backend.address();
    return address.getAddress().getHostAddress() + "," + address.getPort();
  }

  private static String key(String address, int port, int protocol) {
    return address + "," + port + "," + protocol;
  }
}
