// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// A way to a receiver, from the routing table.
public final class Route {
  private Route() {}

  /// The device to leave by.
  public int ifindex() {
    throw Compiled.only();
  }

  /// The gateway, or the receiver itself where it is on the link; IPv4 lookups.
  public Be32 gateway() {
    throw Compiled.only();
  }

  /// The gateway, or the receiver itself where it is on the link; IPv6 lookups.
  public Ip6 gateway6() {
    throw Compiled.only();
  }

  /// The hardware address of the device; known for [Fib.Ok].
  public Mac smac() {
    throw Compiled.only();
  }

  /// The hardware address of the gateway; known for [Fib.Ok].
  public Mac dmac() {
    throw Compiled.only();
  }
}
