// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import dev.weir.dsl.Bpf;
import dev.weir.dsl.Counter;
import dev.weir.dsl.Ethernet;
import dev.weir.dsl.Ipv4;
import dev.weir.dsl.Ipv6;
import dev.weir.dsl.Packet;
import dev.weir.dsl.PerCpuArrayMap;
import dev.weir.dsl.TcxIngress;
import dev.weir.dsl.Verdict;

/// Counts packets and bytes by IP protocol, for each CPU on its own. Never changes a packet.
@Bpf(license = "GPL", module = "samples.protocol_count")
public final class ProtocolCount {
  private static final int PROTOCOLS = 256;

  static final PerCpuArrayMap<Traffic> BY_PROTOCOL = PerCpuArrayMap.withCapacity(PROTOCOLS);

  static final Counter NOT_IP = Counter.perCpu();

  private ProtocolCount() {}

  /// What was seen of a protocol.
  static final class Traffic {
    public long packets;
    public long bytes;
  }

  @TcxIngress
  static Verdict countIn(Packet packet) {
    Traffic traffic = BY_PROTOCOL.lookup(protocolOf(packet));
    if (traffic == null) {
      NOT_IP.increment();
      return Verdict.NEXT;
    }
    traffic.packets++;
    traffic.bytes += Integer.toUnsignedLong(packet.len());
    return Verdict.NEXT;
  }

  private static int protocolOf(Packet packet) {
    Ethernet eth = packet.ethernet();
    if (eth == null) {
      return PROTOCOLS;
    }
    Ipv4 ip = eth.ipv4();
    if (ip != null) {
      return ip.protocol;
    }
    Ipv6 six = eth.ipv6();
    return six == null ? PROTOCOLS : six.nextHeader;
  }
}
