// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.netlink;

import java.util.Locale;

/// Kinds of devices that come in pairs.
public enum PairKind {
  /// Ethernet devices, through the per-CPU backlog.
  VETH,
  /// Devices that BPF programs control; Linux 6.7.
  NETKIT,
  /// Devices that receive without the backlog: the module in `kmod/uveth`.
  UVETH;

  /// The name in `IFLA_INFO_KIND`, such as `uveth`.
  public String kernelName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
