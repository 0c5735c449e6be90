// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// Numbers of protocols, address families and socket types.
///
/// @kernel v6.18 include/uapi/linux/in.h, include/linux/socket.h, include/uapi/linux/if_ether.h
public final class Net {
  /// ICMP.
  public static final int IPPROTO_ICMP = 1;

  /// TCP.
  public static final int IPPROTO_TCP = 6;

  /// UDP.
  public static final int IPPROTO_UDP = 17;

  /// ICMPv6.
  public static final int IPPROTO_ICMPV6 = 58;

  /// EtherType of IPv4.
  public static final int ETH_P_IP = 0x0800;

  /// EtherType of ARP.
  public static final int ETH_P_ARP = 0x0806;

  /// EtherType of a VLAN tag.
  public static final int ETH_P_8021Q = 0x8100;

  /// EtherType of IPv6.
  public static final int ETH_P_IPV6 = 0x86dd;

  /// IPv4.
  public static final int AF_INET = 2;

  /// IPv6.
  public static final int AF_INET6 = 10;

  /// A stream, such as TCP.
  public static final int SOCK_STREAM = 1;

  /// Datagrams, such as UDP.
  public static final int SOCK_DGRAM = 2;

  private Net() {}
}
