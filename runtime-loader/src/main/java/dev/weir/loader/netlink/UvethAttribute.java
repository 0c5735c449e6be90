// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.netlink;

/// The attributes of uveth links: `IFLA_UVETH_*` of kmod/uveth/uveth_uapi.h, in its order.
enum UvethAttribute {
  UNSPEC,
  PEER_INFO,
  MODE,
  RX,
  KEEP_MARK,
  KEEP_PRIORITY,
  KEEP_TSTAMP,
  PROG_FD,
  PROG_ID,
  PRIMARY,
  COUNTERS;

  int number() {
    return ordinal();
  }
}
