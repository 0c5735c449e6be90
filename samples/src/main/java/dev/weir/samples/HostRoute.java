// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import dev.weir.dsl.Bpf;
import dev.weir.dsl.Counter;
import dev.weir.dsl.Ethernet;
import dev.weir.dsl.Fib;
import dev.weir.dsl.Ipv4;
import dev.weir.dsl.Ipv6;
import dev.weir.dsl.Packet;
import dev.weir.dsl.Route;
import dev.weir.dsl.TcxIngress;
import dev.weir.dsl.Verdict;

/// Forwards a pod's packets straight to the device that the routing table names, past the host's
/// upper stack; whatever needs the stack (expiring TTL, fragmentation, no route) goes to it.
@Bpf(license = "GPL", module = "samples.host_route")
public final class HostRoute {
  static final Counter FORWARDED4 = Counter.perCpu();
  static final Counter FORWARDED6 = Counter.perCpu();
  static final Counter TO_STACK = Counter.perCpu();

  private HostRoute() {}

  @TcxIngress
  static Verdict fromPod(Packet packet) {
    Ethernet eth = packet.ethernet();
    if (eth == null) {
      return Verdict.NEXT;
    }
    Ipv4 ip = eth.ipv4();
    if (ip != null) {
      return forward(packet, ip);
    }
    Ipv6 six = eth.ipv6();
    return six == null ? Verdict.NEXT : forward(packet, six);
  }

  private static Verdict forward(Packet packet, Ipv4 ip) {
    if (ip.ttl <= 1) {
      return toStack();
    }
    return switch (packet.lookup(ip)) {
      case Fib.Ok(Route route) -> {
        ip.decrementTtl();
        FORWARDED4.increment();
        yield Verdict.redirectNeigh(route);
      }
      case Fib.NoNeighbour(Route route) -> {
        ip.decrementTtl();
        FORWARDED4.increment();
        yield Verdict.redirectNeigh(route);
      }
      default -> toStack();
    };
  }

  private static Verdict forward(Packet packet, Ipv6 ip) {
    if (ip.hopLimit <= 1) {
      return toStack();
    }
    return switch (packet.lookup(ip)) {
      case Fib.Ok(Route route) -> {
        ip.hopLimit--;
        FORWARDED6.increment();
        yield Verdict.redirectNeigh(route);
      }
      case Fib.NoNeighbour(Route route) -> {
        ip.hopLimit--;
        FORWARDED6.increment();
        yield Verdict.redirectNeigh(route);
      }
      default -> toStack();
    };
  }

  private static Verdict toStack() {
    TO_STACK.increment();
    return Verdict.NEXT;
  }
}
