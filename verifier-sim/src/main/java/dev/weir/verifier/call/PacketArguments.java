// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.Helper;
import dev.weir.verifier.image.ProgramImage;
import java.util.Set;

/// Helpers that take memory in the packet; for the others it has to be copied first.
///
/// @kernel v6.12 include/linux/bpf.h struct bpf_func_proto (pkt_access), kernel/bpf/verifier.c
///   may_access_direct_pkt_data
final class PacketArguments {
  private static final Set<String> TAKING =
      Set.of(
          "map_lookup_elem",
          "map_update_elem",
          "map_delete_elem",
          "map_push_elem",
          "map_lookup_percpu_elem",
          "csum_diff",
          "sk_lookup_tcp",
          "sk_lookup_udp",
          "skc_lookup_tcp",
          "tcp_check_syncookie",
          "tcp_gen_syncookie",
          "tcp_raw_gen_syncookie_ipv4",
          "tcp_raw_gen_syncookie_ipv6",
          "tcp_raw_check_syncookie_ipv4",
          "tcp_raw_check_syncookie_ipv6");

  private PacketArguments() {}

  /// Whether a helper takes memory in the packet, in that program.
  static boolean takesPacket(Helper helper, ProgramImage image) {
    return switch (image.type()) {
      case CGROUP_SOCKOPT -> true;
      case LWT_IN,
          LWT_OUT,
          LWT_XMIT,
          LWT_SEG6LOCAL,
          SK_REUSEPORT,
          FLOW_DISSECTOR,
          CGROUP_SKB,
          SCHED_CLS,
          SCHED_ACT,
          XDP,
          SK_SKB,
          SK_MSG ->
          TAKING.contains(helper.name());
      default -> false;
    };
  }
}
