// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.Packet.Ip;
import dev.weir.loader.LoadOptions;
import dev.weir.loader.LoadOptions.Constant;
import dev.weir.loader.LoadedObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// On what the programs of a sample are run.
///
/// @param prepare fills the maps of a loaded object
/// @param timed what is timed
record Scenario(Consumer<LoadedObject> prepare, List<Timed> timed) {
  private static final byte[] SERVER_PORT = {0x1f, (byte) 0x90};
  private static final int PORT = 8080;
  private static final int FOREVER = Integer.MAX_VALUE;
  private static final int MAX_TTL = 255;
  private static final int EVENTS_THAT_FIT = 2_000;

  /// Copies the list.
  Scenario {
    Objects.requireNonNull(prepare);
    timed = List.copyOf(timed);
  }

  /// A path through a program.
  ///
  /// @param program the program's name
  /// @param path what is done on the path
  /// @param packet the packet that takes it
  /// @param limit how often the program may run on the packet, which it may change, before it takes
  ///   another path
  /// @param constants load-time constants
  record Timed(
      String program, String path, byte[] packet, int limit, Map<String, byte[]> constants) {
    /// Copies the map.
    Timed {
      constants = Map.copyOf(constants);
    }

    /// How to load an object for it.
    LoadOptions options() {
      LoadOptions options = LoadOptions.defaults().only(program);
      for (Map.Entry<String, byte[]> constant : constants.entrySet()) {
        options = options.with(constant.getKey(), new Constant.Bytes(constant.getValue()));
      }
      return options;
    }
  }

  /// The scenario of a sample; empty for samples of programs that the kernel does not run on test
  /// data (those for socket addresses and sockets), and for unknown ones.
  static Optional<Scenario> of(String sample) {
    return switch (sample) {
      case "protocol_count" -> Optional.of(protocolCount());
      case "port_redirect" -> Optional.of(portRedirect());
      case "host_route" -> Optional.of(hostRoute());
      case "egress_policy" -> Optional.of(egressPolicy());
      default -> Optional.empty();
    };
  }

  private static Scenario protocolCount() {
    return new Scenario(
        _ -> {},
        List.of(
            timed("count_in", "TCP over IPv4", tcp(ip4(2)), FOREVER),
            timed("count_in", "UDP over IPv6", udp(ip6(2)), FOREVER),
            timed("count_in", "not IP", arp(), FOREVER)));
  }

  /// Both ports are the same, so that what was rewritten matches again.
  private static Scenario portRedirect() {
    Map<String, byte[]> same = Map.of("PUBLIC_PORT", SERVER_PORT, "SERVER_PORT", SERVER_PORT);
    return new Scenario(
        _ -> {},
        List.of(
            new Timed("to_server", "TCP rewritten", tcp(ip4(2)), FOREVER, same),
            new Timed("to_server", "UDP rewritten", udp(ip4(2)), FOREVER, same),
            timed("to_server", "TCP to another port", tcp(ip4(2)), FOREVER),
            new Timed("from_server", "TCP rewritten", tcp(ip4(2)), FOREVER, same)));
  }

  private static Scenario hostRoute() {
    return new Scenario(
        _ -> {},
        List.of(
            timed("from_pod", "IPv4 forwarded", tcp(ip4(2).ttl(MAX_TTL)), MAX_TTL - 1),
            timed("from_pod", "IPv6 forwarded", tcp(ip6(2).ttl(MAX_TTL)), MAX_TTL - 1),
            timed("from_pod", "TTL expires", tcp(ip4(2).ttl(1)), FOREVER),
            timed("from_pod", "not IP", arp(), FOREVER)));
  }

  private static Scenario egressPolicy() {
    return new Scenario(
        Scenario::fillNetworks,
        List.of(
            timed("policy", "allowed", tcp(ip4(2)), FOREVER),
            timed("policy", "TCP blocked", tcp(ip4(3)), EVENTS_THAT_FIT),
            timed("policy", "UDP blocked", udp(ip4(3)), EVENTS_THAT_FIT)));
  }

  /// Allows a network but for its third host.
  private static void fillNetworks(LoadedObject loaded) {
    byte deny = 0;
    byte allow = 1;
    byte[] prefix = Lab.ROUTED4.prefix();
    loaded.map("networks").update(network(Lab.ROUTED4.prefixBits(), prefix), new byte[] {allow});
    loaded.map("networks").update(network(32, Lab.ROUTED4.address(3)), new byte[] {deny});
  }

  private static byte[] network(int prefixBits, byte[] address) {
    byte bits = (byte) prefixBits;
    return new byte[] {bits, 0, 0, 0, address[0], address[1], address[2], address[3]};
  }

  private static Timed timed(String program, String path, byte[] packet, int limit) {
    return new Timed(program, path, packet, limit, Map.of());
  }

  private static Ip ip4(int host) {
    return Ip.of(Lab.ROUTED4.address(1), Lab.ROUTED4.address(host), Packet.TCP);
  }

  private static Ip ip6(int host) {
    return Ip.of(Lab.ROUTED6.address(1), Lab.ROUTED6.address(host), Packet.TCP);
  }

  private static byte[] tcp(Ip ip) {
    return Packet.of("", ip, PORT, PORT, new byte[64]).bytes();
  }

  private static byte[] udp(Ip ip) {
    Ip udp = new Ip(ip.from(), ip.to(), Packet.UDP, ip.ttl(), ip.fragment(), ip.options());
    return Packet.of("", udp, PORT, PORT, new byte[64]).bytes();
  }

  private static byte[] arp() {
    return Packet.ethernet("", Packet.ETHERTYPE_ARP, new byte[46]).bytes();
  }
}
