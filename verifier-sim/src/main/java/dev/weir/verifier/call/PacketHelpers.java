// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.PacketAccess;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.image.ProgramImage;
import java.util.Set;

/// Helpers that take memory in the packet; for the others it has to be copied first.
///
/// @kernel v6.12 include/linux/bpf.h struct bpf_func_proto (pkt_access)
final class PacketHelpers {
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

  private PacketHelpers() {}

  /// Whether a helper takes memory in the packet, in that program.
  static boolean takesPacket(Helper helper, ProgramImage image) {
    if (image.hook().map(hook -> hook.packet() == PacketAccess.NONE).orElse(true)) {
      return false;
    }
    return image.type() == ProgramType.CGROUP_SOCKOPT || TAKING.contains(helper.name());
  }
}
