// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.run;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Where a program sent a packet. The last one a program asks for counts when it returns the
/// verdict that redirects; clones are sent at once.
///
/// @param kind how
/// @param ifindex the device, 0 where a map tells
/// @param flags as given to the helper
/// @param map the map that holds the target; null for devices
/// @param key the key in the map
/// @param nextHop the 20 bytes of `struct bpf_redir_neigh`, null for none
/// @param packet the packet of a clone, null for others
public record Redirect(
    Kind kind,
    int ifindex,
    long flags,
    @Nullable String map,
    long key,
    byte @Nullable [] nextHop,
    byte @Nullable [] packet) {
  /// How a packet is sent on.
  public enum Kind {
    /// `bpf_redirect`.
    DEVICE,
    /// `bpf_redirect_peer`.
    PEER,
    /// `bpf_redirect_neigh`.
    NEIGHBOUR,
    /// `bpf_clone_redirect`.
    CLONE,
    /// `bpf_redirect_map`.
    MAP,
    /// `bpf_sk_redirect_map` and `_hash`, `bpf_msg_redirect_map` and `_hash`.
    SOCKET
  }

  @Override
  public String toString() {
    return kind
        + (map == null ? " to device " + ifindex : " to " + map + "[" + key + "]")
        + (nextHop == null ? "" : " through " + HexFormat.of().formatHex(nextHop));
  }
}
