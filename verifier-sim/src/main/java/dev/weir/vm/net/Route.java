// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.net;

import org.jspecify.annotations.Nullable;

/// A route.
///
/// @param prefix 4 or 16 bytes
/// @param length bits of the prefix
/// @param table 254 for the main table
/// @param kind what happens to packets
/// @param ifindex the device they leave by
/// @param gateway the next hop; null where the destination is on the link
/// @param mtu of the route, 0 for that of the device
/// @param metric lower ones win
/// @param source the preferred source address; null for none
/// @param encapsulated whether the route wraps packets (a light-weight tunnel)
public record Route(
    byte[] prefix,
    int length,
    int table,
    Kind kind,
    int ifindex,
    byte @Nullable [] gateway,
    int mtu,
    int metric,
    byte @Nullable [] source,
    boolean encapsulated) {
  /// What happens to packets of a route.
  public enum Kind {
    /// Forwarded.
    UNICAST,
    /// For this machine.
    LOCAL,
    /// Broadcast.
    BROADCAST,
    /// Dropped silently.
    BLACKHOLE,
    /// Refused: no such host.
    UNREACHABLE,
    /// Refused: not permitted.
    PROHIBIT
  }

  /// A route of the main table to a device; the destination is on the link.
  ///
  /// @param network such as `10.1.0.0/16`
  public static Route link(String network, int ifindex) {
    return of(network, Kind.UNICAST, ifindex, null);
  }

  /// A route of the main table through a gateway.
  public static Route via(String network, String gateway, int ifindex) {
    return of(network, Kind.UNICAST, ifindex, Address.ip(gateway));
  }

  /// A route of the main table that forwards nothing.
  public static Route of(String network, Kind kind) {
    return of(network, kind, 1, null);
  }

  /// This route with an MTU.
  public Route withMtu(int bytes) {
    return new Route(
        prefix, length, table, kind, ifindex, gateway, bytes, metric, source, encapsulated);
  }

  /// This route in another table.
  public Route inTable(int number) {
    return new Route(
        prefix, length, number, kind, ifindex, gateway, mtu, metric, source, encapsulated);
  }

  private static Route of(String network, Kind kind, int ifindex, byte @Nullable [] gateway) {
    int slash = network.indexOf('/');
    byte[] prefix = Address.ip(slash < 0 ? network : network.substring(0, slash));
    int length = slash < 0 ? prefix.length * 8 : Integer.parseInt(network.substring(slash + 1));
    int metric = prefix.length == 16 ? 1024 : 0;
    return new Route(prefix, length, 254, kind, ifindex, gateway, 0, metric, null, false);
  }

  /// Whether an address lies in the prefix.
  boolean covers(byte[] address) {
    if (address.length != prefix.length) {
      return false;
    }
    for (int bit = 0; bit < length; bit += 8) {
      int mask = length - bit >= 8 ? 0xff : 0xff << 8 - (length - bit);
      if (((address[bit / 8] ^ prefix[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
