// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.run;

import dev.weir.vm.net.Address;

/// What a packet carries for a tunnel device that works by metadata (VXLAN, Geneve, GRE, IPIP with
/// `external`): the outer header that it came in, or that a program wants it to leave in.
///
/// @param id the tunnel's number, such as a VNI
/// @param source outer source, 4 or 16 bytes in network order
/// @param destination outer destination, as long as the source
/// @param tos traffic class of the outer header
/// @param ttl time to live of the outer header, 0 for the device's
/// @param label flow label of an outer IPv6 header
/// @param flags `IP_TUNNEL_*_BIT` of `include/uapi/linux/if_tunnel.h`
/// @param options the tunnel's own options, such as Geneve's
/// @param transmit whether a program set it, rather than a device that received the packet
/// @kernel v6.12 include/net/ip_tunnels.h struct ip_tunnel_info
public record Tunnel(
    long id,
    byte[] source,
    byte[] destination,
    int tos,
    int ttl,
    int label,
    int flags,
    byte[] options,
    boolean transmit) {
  /// `IP_TUNNEL_CSUM_BIT` and its neighbours, as masks.
  public static final int CSUM = 1;

  /// The key is in the header.
  public static final int KEY = 1 << 2;

  /// Packets are numbered.
  public static final int SEQ = 1 << 3;

  /// The outer packet is not to be fragmented.
  public static final int DONT_FRAGMENT = 1 << 8;

  /// The route of the outer packet is not to be remembered.
  public static final int NOCACHE = 1 << 13;

  /// Options are present: of Geneve, VXLAN, ERSPAN, GTP.
  public static final int OPTIONS = 1 << 11 | 1 << 12 | 1 << 14 | 1 << 15;

  /// Copies the arrays.
  public Tunnel {
    source = source.clone();
    destination = destination.clone();
    options = options.clone();
  }

  /// What a packet has that came through a tunnel.
  ///
  /// @param source outer source, as text
  /// @param destination outer destination, as text
  public static Tunnel received(long id, String source, String destination) {
    return new Tunnel(
        id, Address.ip(source), Address.ip(destination), 0, 64, 0, KEY, new byte[0], false);
  }

  /// Whether the outer header is IPv6.
  public boolean ipv6() {
    return source.length != 4;
  }

  /// The same with options.
  public Tunnel options(byte[] bytes) {
    return new Tunnel(
        id,
        source,
        destination,
        tos,
        ttl,
        label,
        bytes.length == 0 ? flags : flags | OPTIONS,
        bytes,
        transmit);
  }
}
