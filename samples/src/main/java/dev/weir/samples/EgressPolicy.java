// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import dev.weir.dsl.Be16;
import dev.weir.dsl.Be32;
import dev.weir.dsl.Bpf;
import dev.weir.dsl.CgroupSkbEgress;
import dev.weir.dsl.Counter;
import dev.weir.dsl.Ipv4;
import dev.weir.dsl.LpmTrie;
import dev.weir.dsl.Packet;
import dev.weir.dsl.Repr;
import dev.weir.dsl.RingBuffer;
import dev.weir.dsl.Tcp;
import dev.weir.dsl.U32;
import dev.weir.dsl.U8;
import dev.weir.dsl.Udp;
import dev.weir.dsl.Verdict;

/// Lets the processes of a cgroup talk only to listed IPv4 networks, and reports what it stopped.
@Bpf(license = "GPL", module = "samples.egress_policy")
public final class EgressPolicy {
  /// Networks by longest prefix; a destination that no entry covers is denied.
  static final LpmTrie<Be32, Rule> NETWORKS = LpmTrie.withCapacity(1_024);

  static final RingBuffer<Blocked> BLOCKED = RingBuffer.ofBytes(65_536);

  static final Counter ALLOWED = Counter.perCpu();
  static final Counter DENIED = Counter.perCpu();

  private EgressPolicy() {}

  /// What becomes of packets to a network.
  @Repr(bytes = 1)
  enum Action {
    DENY,
    ALLOW
  }

  /// An entry of the policy.
  static final class Rule {
    public Action action = Action.DENY;
  }

  /// A packet that was stopped.
  record Blocked(Be32 destination, Be16 port, @U8 int protocol, @U32 int length) {}

  @CgroupSkbEgress
  static Verdict policy(Packet packet) {
    Ipv4 ip = packet.ipv4();
    if (ip == null) {
      return Verdict.ALLOW;
    }
    Rule rule = NETWORKS.lookup(ip.dst);
    if (rule != null && rule.action == Action.ALLOW) {
      ALLOWED.increment();
      return Verdict.ALLOW;
    }
    BLOCKED.emit(new Blocked(ip.dst, port(ip), ip.protocol, packet.len()));
    DENIED.increment();
    return Verdict.DENY;
  }

  private static Be16 port(Ipv4 ip) {
    Tcp tcp = ip.tcp();
    if (tcp != null) {
      return tcp.dstPort;
    }
    Udp udp = ip.udp();
    return udp == null ? Be16.ZERO : udp.dstPort;
  }
}
