// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.netlink;

import java.util.Locale;

/// Whether the ends of a netkit or uveth pair have link addresses and neighbours. The order is that
/// of the kernel's numbers.
public enum PairMode {
  /// Ethernet.
  L2,
  /// No link addresses, no neighbour discovery.
  L3;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
