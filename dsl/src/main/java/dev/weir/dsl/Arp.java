// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// An ARP message for IPv4 over Ethernet, 28 bytes (RFC 826). A view of the packet: reading a field
/// loads it, assigning one stores exactly that.
@Packed
public final class Arp {
  /// Kind of hardware address, 1.
  public Be16 hardware = Be16.ZERO;

  /// Kind of protocol address, 0x0800.
  public Be16 protocol = Be16.ZERO;

  /// 6; 0 to 255.
  @U8 public int hardwareLength;

  /// 4; 0 to 255.
  @U8 public int protocolLength;

  /// 1 request, 2 reply.
  public Be16 operation = Be16.ZERO;

  /// Sender.
  public Mac senderMac = Mac.ZERO;

  /// Sender.
  public Be32 senderIp = Be32.ZERO;

  /// Whom it is about.
  public Mac targetMac = Mac.ZERO;

  /// Whom it is about.
  public Be32 targetIp = Be32.ZERO;

  private Arp() {}

  /// Bytes from the packet's start to this header.
  public int offset() {
    throw Compiled.only();
  }
}
