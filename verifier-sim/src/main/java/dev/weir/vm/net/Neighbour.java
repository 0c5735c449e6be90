// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.net;

/// The link address of a host on a link.
///
/// @param ifindex the link's device
/// @param address 4 or 16 bytes
/// @param mac 6 bytes
/// @param valid whether the entry may be used; false while it is being resolved
public record Neighbour(int ifindex, byte[] address, byte[] mac, boolean valid) {
  /// Copies the addresses.
  public Neighbour {
    address = address.clone();
    mac = mac.clone();
  }

  /// A usable entry.
  public static Neighbour of(int ifindex, String address, String mac) {
    return new Neighbour(ifindex, Address.ip(address), Address.mac(mac), true);
  }
}
