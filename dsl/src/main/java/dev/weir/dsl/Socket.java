// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// A socket that a program holds: the one of its context, or one that a helper looked up, which the
/// program closes on every way, best by `try (var socket = ...)`. Fields are read-only.
///
/// @kernel v6.18 include/uapi/linux/bpf.h struct bpf_sock
public final class Socket implements AutoCloseable {
  private Socket() {}

  /// The device the socket is bound to, 0 for none. Linux 4.10.
  public int boundDevIf() {
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

  /// The priority (`SO_PRIORITY`). Linux 4.14.
  public int priority() {
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

  /// The full socket behind one that may be a request or timewait socket.
  public @org.jspecify.annotations.Nullable Socket full() {
    throw Compiled.only();
  }

  /// Gives a socket that a helper looked up back to the kernel (`bpf_sk_release`); nothing for one
  /// that belongs to the context.
  @Override
  public void close() {
    throw Compiled.only();
  }
}
