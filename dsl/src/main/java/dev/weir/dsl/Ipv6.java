// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import org.jspecify.annotations.Nullable;

/// The IPv6 header, 40 bytes (RFC 8200). A view of the packet: reading a field loads it, assigning
/// one stores exactly that.
@Packed
public final class Ipv6 {
  /// Version, traffic class and flow label.
  public Be32 versionClassFlow = Be32.ZERO;

  /// Bytes behind this header.
  public Be16 payloadLength = Be16.ZERO;

  /// What follows; 0 to 255.
  @U8 public int nextHeader;

  /// Hops left; 0 to 255.
  @U8 public int hopLimit;

  /// Sender.
  public Ip6 src = Ip6.ZERO;

  /// Receiver.
  public Ip6 dst = Ip6.ZERO;

  private Ipv6() {}

  /// Bytes from the packet's start to this header.
  public int offset() {
    throw Compiled.only();
  }

  /// 6.
  public int version() {
    throw Compiled.only();
  }

  /// Sets it.
  public void version(int value) {
    throw Compiled.only();
  }

  /// Traffic class.
  public int trafficClass() {
    throw Compiled.only();
  }

  /// Sets it.
  public void trafficClass(int value) {
    throw Compiled.only();
  }

  /// Flow label, 20 bits.
  public int flowLabel() {
    throw Compiled.only();
  }

  /// Sets it.
  public void flowLabel(int value) {
    throw Compiled.only();
  }

  /// Changes the sender and the checksum of TCP, UDP or ICMPv6; ends all views.
  public void setSrc(Ip6 address) {
    throw Compiled.only();
  }

  /// Changes the receiver and the checksum of TCP, UDP or ICMPv6; ends all views.
  public void setDst(Ip6 address) {
    throw Compiled.only();
  }

  /// The Tcp header behind, if that is what follows.
  public @Nullable Tcp tcp() {
    throw Compiled.only();
  }

  /// The Udp header behind, if that is what follows.
  public @Nullable Udp udp() {
    throw Compiled.only();
  }

  /// The Icmp6 header behind, if that is what follows.
  public @Nullable Icmp6 icmp6() {
    throw Compiled.only();
  }
}
