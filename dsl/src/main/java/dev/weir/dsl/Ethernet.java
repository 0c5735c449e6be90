// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import org.jspecify.annotations.Nullable;

/// The Ethernet II header, 14 bytes. A view of the packet: reading a field loads it, assigning one
/// stores exactly that.
@Packed
public final class Ethernet {
  /// Receiver.
  public Mac dst = Mac.ZERO;

  /// Sender.
  public Mac src = Mac.ZERO;

  /// EtherType.
  public Be16 type = Be16.ZERO;

  private Ethernet() {}

  /// Bytes from the packet's start to this header.
  public int offset() {
    throw Compiled.only();
  }

  /// The Ipv4 header behind, if that is what follows.
  public @Nullable Ipv4 ipv4() {
    throw Compiled.only();
  }

  /// The Ipv6 header behind, if that is what follows.
  public @Nullable Ipv6 ipv6() {
    throw Compiled.only();
  }

  /// The Arp header behind, if that is what follows.
  public @Nullable Arp arp() {
    throw Compiled.only();
  }
}
