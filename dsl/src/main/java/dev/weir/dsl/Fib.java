// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// What the routing table says about a packet: the results of `bpf_fib_lookup`.
///
/// Taken apart with `switch`: `case Fib.Ok(Route route) -> ...`.
///
/// @kernel v6.18 include/uapi/linux/bpf.h BPF_FIB_LKUP_RET_SUCCESS
public sealed interface Fib {
  /// The packet goes on by a route.
  record Ok(Route route) implements Fib {}

  /// There is a route, but the gateway's hardware address is not known yet.
  record NoNeighbour(Route route) implements Fib {}

  /// The packet is larger than the MTU.
  record FragmentationNeeded(int mtu) implements Fib {}

  /// The table says to drop it.
  record Blackhole() implements Fib {}

  /// The table says the receiver cannot be reached.
  record Unreachable() implements Fib {}

  /// The table forbids it.
  record Prohibit() implements Fib {}

  /// The packet is for this machine, or there is no route.
  record NotForwarded() implements Fib {}

  /// The device does not forward.
  record ForwardingDisabled() implements Fib {}

  /// The route wraps the packet, which the caller cannot.
  record UnsupportedLwt() implements Fib {}

  /// There is no source address.
  record NoSource() implements Fib {}
}
