// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import dev.weir.dsl.Be16;
import dev.weir.dsl.Bpf;
import dev.weir.dsl.Counter;
import dev.weir.dsl.Ipv4;
import dev.weir.dsl.LoadTime;
import dev.weir.dsl.Packet;
import dev.weir.dsl.Tcp;
import dev.weir.dsl.TcxEgress;
import dev.weir.dsl.TcxIngress;
import dev.weir.dsl.Udp;
import dev.weir.dsl.Verdict;

/// Makes a server reachable under a second TCP or UDP port: requests to `PUBLIC_PORT` reach
/// `SERVER_PORT`, replies carry `PUBLIC_PORT` again. Both programs sit on the server's device.
@Bpf(license = "GPL", module = "samples.port_redirect")
public final class PortRedirect {
  /// The port that clients use.
  static final Be16 PUBLIC_PORT = LoadTime.of(Be16.of(80));

  /// The port that the server listens on.
  static final Be16 SERVER_PORT = LoadTime.of(Be16.of(8080));

  static final Counter REQUESTS = Counter.perCpu();
  static final Counter REPLIES = Counter.perCpu();

  private PortRedirect() {}

  @TcxIngress
  static Verdict toServer(Packet packet) {
    Ipv4 ip = packet.ipv4();
    if (ip == null) {
      return Verdict.NEXT;
    }
    Tcp tcp = ip.tcp();
    if (tcp != null) {
      if (tcp.dstPort.equals(PUBLIC_PORT)) {
        tcp.setDstPort(SERVER_PORT);
        REQUESTS.increment();
      }
      return Verdict.NEXT;
    }
    Udp udp = ip.udp();
    if (udp != null && udp.dstPort.equals(PUBLIC_PORT)) {
      udp.setDstPort(SERVER_PORT);
      REQUESTS.increment();
    }
    return Verdict.NEXT;
  }

  @TcxEgress
  static Verdict fromServer(Packet packet) {
    Ipv4 ip = packet.ipv4();
    if (ip == null) {
      return Verdict.NEXT;
    }
    Tcp tcp = ip.tcp();
    if (tcp != null) {
      if (tcp.srcPort.equals(SERVER_PORT)) {
        tcp.setSrcPort(PUBLIC_PORT);
        REPLIES.increment();
      }
      return Verdict.NEXT;
    }
    Udp udp = ip.udp();
    if (udp != null && udp.srcPort.equals(SERVER_PORT)) {
      udp.setSrcPort(PUBLIC_PORT);
      REPLIES.increment();
    }
    return Verdict.NEXT;
  }
}
