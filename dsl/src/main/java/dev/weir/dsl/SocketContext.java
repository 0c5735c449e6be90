// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// The socket that a program runs for, at `sock_create`, `sock_release` and `post_bind`.
///
/// @kernel v6.18 include/uapi/linux/bpf.h struct bpf_sock
public final class SocketContext {
  private SocketContext() {}

  /// The device the socket is bound to, 0 for none. Linux 4.10.
  public int boundDevIf() {
    throw Compiled.only();
  }

  /// Sets the device the socket is bound to, 0 for none, at hooks that permit it.
  public void boundDevIf(int value) {
    throw Compiled.only();
  }

  /// `AF_INET` or `AF_INET6`. Linux 4.10.
  public int family() {
    throw Compiled.only();
  }

  /// `SOCK_STREAM` and its like. Linux 4.10.
  public int type() {
    throw Compiled.only();
  }

  /// The protocol, such as `IPPROTO_TCP`. Linux 4.10.
  public int protocol() {
    throw Compiled.only();
  }

  /// The mark (`SO_MARK`, `fwmark`). Linux 4.14.
  public int mark() {
    throw Compiled.only();
  }

  /// Sets the mark (`SO_MARK`, `fwmark`), at hooks that permit it.
  public void mark(int value) {
    throw Compiled.only();
  }

  /// The priority (`SO_PRIORITY`). Linux 4.14.
  public int priority() {
    throw Compiled.only();
  }

  /// Sets the priority (`SO_PRIORITY`), at hooks that permit it.
  public void priority(int value) {
    throw Compiled.only();
  }

  /// The own address. Linux 4.17.
  public Be32 srcIp4() {
    throw Compiled.only();
  }

  /// The own address. Linux 4.17.
  public Ip6 srcIp6() {
    throw Compiled.only();
  }

  /// The own port, host byte order. Linux 4.17.
  public int srcPort() {
    throw Compiled.only();
  }

  /// The peer's port. Linux 5.1.
  public Be16 dstPort() {
    throw Compiled.only();
  }

  /// The peer. Linux 5.1.
  public Be32 dstIp4() {
    throw Compiled.only();
  }

  /// The peer. Linux 5.1.
  public Ip6 dstIp6() {
    throw Compiled.only();
  }

  /// The TCP state. Linux 5.1.
  public int state() {
    throw Compiled.only();
  }

  /// The receive queue, -1 for none. Linux 5.8.
  public int rxQueueMapping() {
    throw Compiled.only();
  }

  /// The own IPv4 address, at `post_bind4`.
  public Be32 localIp() {
    throw Compiled.only();
  }

  /// The own IPv6 address, at `post_bind6`.
  public Ip6 localIp6() {
    throw Compiled.only();
  }

  /// The own port, host byte order.
  public int localPort() {
    throw Compiled.only();
  }

  /// A number that stays with the socket for its whole life.
  public long cookie() {
    throw Compiled.only();
  }

  /// A number that stays with the network namespace for its whole life.
  public long netnsCookie() {
    throw Compiled.only();
  }
}
