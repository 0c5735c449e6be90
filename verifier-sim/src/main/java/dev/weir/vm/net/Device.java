// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.net;

/// A network device.
///
/// @param ifindex its number
/// @param name its name
/// @param mac 6 bytes
/// @param mtu bytes behind the link header
/// @param headerBytes length of the link header: 14 for Ethernet, 0 for devices of layer 3
/// @param up whether it is up
/// @param forwards whether packets that came in here may be forwarded
/// @param peer the number of the device at the other end, in another network namespace; 0 for none
public record Device(
    int ifindex,
    String name,
    byte[] mac,
    int mtu,
    int headerBytes,
    boolean up,
    boolean forwards,
    int peer) {
  /// Copies the address.
  public Device {
    mac = mac.clone();
  }

  /// An Ethernet device that is up and forwards.
  public static Device ethernet(int ifindex, String mac) {
    return new Device(ifindex, "eth" + ifindex, Address.mac(mac), 1500, 14, true, true, 0);
  }

  /// This device with another MTU.
  public Device withMtu(int bytes) {
    return new Device(ifindex, name, mac, bytes, headerBytes, up, forwards, peer);
  }

  /// This device with a peer.
  public Device withPeer(int other) {
    return new Device(ifindex, name, mac, mtu, headerBytes, up, forwards, other);
  }

  /// This device with forwarding on or off.
  public Device withForwarding(boolean on) {
    return new Device(ifindex, name, mac, mtu, headerBytes, up, on, peer);
  }
}
