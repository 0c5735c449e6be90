// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bench.Packet.Ip;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.program.TestRun;
import dev.weir.loader.sys.Syscalls;
import java.io.IOException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The language's methods that change headers, in the running kernel: what comes out is the packet
/// built anew with the changed field, checksums and all.
@Tag("kernel")
final class HeaderMethodsTest {
  private static final String PROGRAM =
      """
      module test.headers
      license "GPL"
      on tc ingress test(packet) {
          let eth = packet.ethernet() else return drop
          %s
          pass
      }
      """;

  private static final byte[] FROM4 = {10, 0, 0, 1};
  private static final byte[] TO4 = {10, (byte) 0xff, 3, 2};
  private static final byte[] OTHER4 = {(byte) 203, 0, 113, (byte) 254};
  private static final byte[] FROM6 = Lab.ROUTED6.address(1);
  private static final byte[] TO6 = Lab.ROUTED6.address(200);
  private static final byte[] OTHER6 = HexFormat.of().parseHex("fd00ffff000000001234000000005678");
  private static final byte[] OPTIONS = {1, 1, 1, 0};
  private static final byte[] PAYLOAD = {'o', 'd', 'd'};
  private static final int FROM_PORT = 40_000;
  private static final int TO_PORT = 80;
  private static final int OTHER_PORT = 65_281;

  static Stream<Arguments> changes() {
    return Stream.of(Packet.TCP, Packet.UDP, Packet.ICMP, Packet.ICMPV6)
        .flatMap(protocol -> Stream.concat(addresses(protocol), ports(protocol)));
  }

  private static Stream<Arguments> addresses(int protocol) {
    Ip four = Ip.of(FROM4, TO4, protocol).options(OPTIONS);
    Ip six = Ip.of(FROM6, TO6, protocol);
    Stream<Arguments> v4 =
        Stream.of(
            change("eth.ipv4()", "set_src(203.0.113.254)", four, from(four, OTHER4)),
            change("eth.ipv4()", "set_dst(203.0.113.254)", four, to(four, OTHER4)),
            change("eth.ipv4()", "decrement_ttl()", four.ttl(255), four.ttl(254)),
            change("eth.ipv4()", "decrement_ttl()", four.ttl(1), four.ttl(0)));
    Stream<Arguments> v6 =
        Stream.of(
            change(
                "eth.ipv6()", "set_src(ip6\"fd00:ffff::1234:0:0:5678\")", six, from(six, OTHER6)),
            change("eth.ipv6()", "set_dst(ip6\"fd00:ffff::1234:0:0:5678\")", six, to(six, OTHER6)));
    return switch (protocol) {
      case Packet.ICMP -> v4;
      case Packet.ICMPV6 -> v6;
      default -> Stream.concat(v4, v6);
    };
  }

  private static Stream<Arguments> ports(int protocol) {
    String header = protocol == Packet.TCP ? "tcp()" : "udp()";
    return Stream.of(Ip.of(FROM4, TO4, protocol).options(OPTIONS), Ip.of(FROM6, TO6, protocol))
        .filter(_ -> protocol == Packet.TCP || protocol == Packet.UDP)
        .flatMap(ip -> {
          String path = ip.from().length == 4 ? "eth.ipv4()." : "eth.ipv6().";
          return Stream.of(
              Arguments.of(
                  path + header,
                  "set_src_port(65_281)",
                  packet(ip, FROM_PORT, TO_PORT),
                  packet(ip, OTHER_PORT, TO_PORT)),
              Arguments.of(
                  path + header,
                  "set_dst_port(65_281)",
                  packet(ip, FROM_PORT, TO_PORT),
                  packet(ip, FROM_PORT, OTHER_PORT)));
        });
  }

  @BeforeEach
  void needsBpf() {
    Assumptions.assumeTrue(
        Syscalls.unavailable().isEmpty() && Capabilities.current().networkPrograms(),
        "needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changedPacketsAreAsBuiltAnew(String header, String call, byte[] before, byte[] after)
      throws IOException {
    HexFormat hex = HexFormat.of();
    assertEquals(hex.formatHex(after), hex.formatHex(run(header, call, before)));
  }

  /// RFC 768: a UDP checksum of 0 says that there is none.
  @ParameterizedTest
  @CsvSource({
    "eth.ipv4().udp(), set_dst_port(65_281)",
    "eth.ipv4().udp(), set_src_port(65_281)",
    "eth.ipv4(), set_src(203.0.113.254)",
    "eth.ipv4(), set_dst(203.0.113.254)"
  })
  void aDatagramWithoutChecksumStaysWithout(String header, String call) throws IOException {
    int checksum = Packet.ETHERNET_BYTES + 20 + 6;
    byte[] packet = packet(Ip.of(FROM4, TO4, Packet.UDP), FROM_PORT, TO_PORT);
    packet[checksum] = 0;
    packet[checksum + 1] = 0;
    byte[] result = run(header, call, packet);
    assertEquals(0, result[checksum] | result[checksum + 1]);
  }

  private static Arguments change(String header, String call, Ip before, Ip after) {
    return Arguments.of(
        header, call, packet(before, FROM_PORT, TO_PORT), packet(after, FROM_PORT, TO_PORT));
  }

  private static byte[] packet(Ip ip, int fromPort, int toPort) {
    return Packet.of("", ip, fromPort, toPort, PAYLOAD).bytes();
  }

  private static Ip from(Ip ip, byte[] address) {
    return new Ip(address, ip.to(), ip.protocol(), ip.ttl(), ip.fragment(), ip.options());
  }

  private static Ip to(Ip ip, byte[] address) {
    return new Ip(ip.from(), address, ip.protocol(), ip.ttl(), ip.fragment(), ip.options());
  }

  private static byte[] run(String header, String call, byte[] packet) throws IOException {
    String body = "let header = " + header + " else return drop\n    header." + call;
    SourceFile source = new SourceFile("headers.weir", PROGRAM.formatted(body));
    try (LoadedObject loaded = Loader.load(Pair.weir(source))) {
      TestRun.Result result = TestRun.run(loaded.program("test"), packet);
      assertEquals(0, result.retval());
      return result.dataOut();
    }
  }
}
