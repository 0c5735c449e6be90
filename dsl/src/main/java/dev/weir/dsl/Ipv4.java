// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import org.jspecify.annotations.Nullable;

/// The IPv4 header without its options, 20 bytes (RFC 791). A view of the packet: reading a field
/// loads it, assigning one stores exactly that.
@Packed
public final class Ipv4 {
  /// Version and header length in words; 0 to 255.
  @U8 public int versionIhl;

  /// Type of service; 0 to 255.
  @U8 public int tos;

  /// Bytes of header and payload.
  public Be16 totalLength = Be16.ZERO;

  /// Identification.
  public Be16 id = Be16.ZERO;

  /// Flags and fragment offset.
  public Be16 fragment = Be16.ZERO;

  /// Time to live; 0 to 255.
  @U8 public int ttl;

  /// What follows, such as 6 for TCP; 0 to 255.
  @U8 public int protocol;

  /// Header checksum.
  public Be16 checksum = Be16.ZERO;

  /// Sender.
  public Be32 src = Be32.ZERO;

  /// Receiver.
  public Be32 dst = Be32.ZERO;

  private Ipv4() {}

  /// Bytes from the packet's start to this header.
  public int offset() {
    throw Compiled.only();
  }

  /// 4.
  public int version() {
    throw Compiled.only();
  }

  /// Sets it.
  public void version(int value) {
    throw Compiled.only();
  }

  /// Header length in 32-bit words.
  public int ihl() {
    throw Compiled.only();
  }

  /// Sets it.
  public void ihl(int value) {
    throw Compiled.only();
  }

  /// Differentiated services code point.
  public int dscp() {
    throw Compiled.only();
  }

  /// Sets it.
  public void dscp(int value) {
    throw Compiled.only();
  }

  /// Congestion bits.
  public int ecn() {
    throw Compiled.only();
  }

  /// Sets it.
  public void ecn(int value) {
    throw Compiled.only();
  }

  /// Whether routers must not fragment.
  public boolean dontFragment() {
    throw Compiled.only();
  }

  /// Sets it.
  public void dontFragment(boolean value) {
    throw Compiled.only();
  }

  /// Whether more fragments follow.
  public boolean moreFragments() {
    throw Compiled.only();
  }

  /// Sets it.
  public void moreFragments(boolean value) {
    throw Compiled.only();
  }

  /// Offset of the fragment in units of 8 bytes.
  public int fragmentOffset() {
    throw Compiled.only();
  }

  /// Sets it.
  public void fragmentOffset(int value) {
    throw Compiled.only();
  }

  /// Bytes of the header with its options.
  public int headerLength() {
    throw Compiled.only();
  }

  /// Whether this is the whole packet or its first fragment.
  public boolean isFirstFragment() {
    throw Compiled.only();
  }

  /// Lowers the time to live by one and keeps the header checksum right (RFC 1624).
  public void decrementTtl() {
    throw Compiled.only();
  }

  /// Changes the sender and the checksums of the IP header and of TCP or UDP; ends all views.
  public void setSrc(Be32 address) {
    throw Compiled.only();
  }

  /// Changes the receiver and the checksums of the IP header and of TCP or UDP; ends all views.
  public void setDst(Be32 address) {
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

  /// The Icmp header behind, if that is what follows.
  public @Nullable Icmp icmp() {
    throw Compiled.only();
  }
}
