// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// The UDP header, 8 bytes (RFC 768). A view of the packet: reading a field loads it, assigning one
/// stores exactly that.
@Packed
public final class Udp {
  /// Sender.
  public Be16 srcPort = Be16.ZERO;

  /// Receiver.
  public Be16 dstPort = Be16.ZERO;

  /// Bytes of header and payload.
  public Be16 length = Be16.ZERO;

  /// Checksum, 0 for none.
  public Be16 checksum = Be16.ZERO;

  private Udp() {}

  /// Bytes from the packet's start to this header.
  public int offset() {
    throw Compiled.only();
  }

  /// Changes the port and the checksum; ends all views.
  public void setSrcPort(Be16 port) {
    throw Compiled.only();
  }

  /// Changes the port and the checksum; ends all views.
  public void setDstPort(Be16 port) {
    throw Compiled.only();
  }
}
