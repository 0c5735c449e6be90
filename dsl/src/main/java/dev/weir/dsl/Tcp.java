// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// The TCP header without its options, 20 bytes (RFC 9293). A view of the packet: reading a field
/// loads it, assigning one stores exactly that.
@Packed
public final class Tcp {
  /// Sender.
  public Be16 srcPort = Be16.ZERO;

  /// Receiver.
  public Be16 dstPort = Be16.ZERO;

  /// Sequence number.
  public Be32 sequence = Be32.ZERO;

  /// Acknowledgement number.
  public Be32 acknowledgement = Be32.ZERO;

  /// Data offset and flags.
  public Be16 offsetFlags = Be16.ZERO;

  /// Window, unscaled.
  public Be16 window = Be16.ZERO;

  /// Checksum.
  public Be16 checksum = Be16.ZERO;

  /// Urgent pointer.
  public Be16 urgent = Be16.ZERO;

  private Tcp() {}

  /// Bytes from the packet's start to this header.
  public int offset() {
    throw Compiled.only();
  }

  /// Header length in 32-bit words.
  public int dataOffset() {
    throw Compiled.only();
  }

  /// Sets it.
  public void dataOffset(int value) {
    throw Compiled.only();
  }

  /// The FIN flag.
  public boolean fin() {
    throw Compiled.only();
  }

  /// Sets it.
  public void fin(boolean value) {
    throw Compiled.only();
  }

  /// The SYN flag.
  public boolean syn() {
    throw Compiled.only();
  }

  /// Sets it.
  public void syn(boolean value) {
    throw Compiled.only();
  }

  /// The RST flag.
  public boolean rst() {
    throw Compiled.only();
  }

  /// Sets it.
  public void rst(boolean value) {
    throw Compiled.only();
  }

  /// The PSH flag.
  public boolean psh() {
    throw Compiled.only();
  }

  /// Sets it.
  public void psh(boolean value) {
    throw Compiled.only();
  }

  /// The ACK flag.
  public boolean ack() {
    throw Compiled.only();
  }

  /// Sets it.
  public void ack(boolean value) {
    throw Compiled.only();
  }

  /// The URG flag.
  public boolean urg() {
    throw Compiled.only();
  }

  /// Sets it.
  public void urg(boolean value) {
    throw Compiled.only();
  }

  /// The ECE flag.
  public boolean ece() {
    throw Compiled.only();
  }

  /// Sets it.
  public void ece(boolean value) {
    throw Compiled.only();
  }

  /// The CWR flag.
  public boolean cwr() {
    throw Compiled.only();
  }

  /// Sets it.
  public void cwr(boolean value) {
    throw Compiled.only();
  }

  /// Bytes of the header with its options.
  public int headerLength() {
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
