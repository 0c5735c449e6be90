// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.netlink;

import java.util.Locale;

/// What may happen to a packet that a uveth end sends: `IFLA_UVETH_CNT_*` of
/// kmod/uveth/uveth_uapi.h, in its order.
enum UvethCounter {
  UNSPEC,
  DIRECT,
  BACKLOG,
  FORWARDED,
  REDIRECTED,
  DROP_DOWN,
  DROP_PROG,
  DROP_NEIGH,
  DROP_QUEUE,
  DROP_RECEIVE,
  DROP_MALFORMED,
  DROP_MTU;

  int number() {
    return ordinal();
  }

  /// As in `ethtool -S`, such as `drop_mtu`.
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
