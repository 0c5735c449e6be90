// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// What every ICMP message starts with, 8 bytes (RFC 792). A view of the packet: reading a field
/// loads it, assigning one stores exactly that.
@Packed
public final class Icmp {
  /// Kind of message; 0 to 255.
  @U8 public int type;

  /// Which of its kind; 0 to 255.
  @U8 public int code;

  /// Checksum.
  public Be16 checksum = Be16.ZERO;

  /// What the kind says.
  public Be32 rest = Be32.ZERO;

  private Icmp() {}

  /// Bytes from the packet's start to this header.
  public int offset() {
    throw Compiled.only();
  }
}
