// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// The address of a call on a Unix socket. Names that the hook at hand does not have are refused
/// when compiling.
///
/// @kernel v6.18 include/uapi/linux/bpf.h struct bpf_sock_addr
public final class SockAddrUnix {
  private SockAddrUnix() {}

  /// The family of the socket.
  public int family() {
    throw Compiled.only();
  }

  /// `SOCK_STREAM` or `SOCK_DGRAM`.
  public int type() {
    throw Compiled.only();
  }

  /// `IPPROTO_TCP` and its like.
  public int protocol() {
    throw Compiled.only();
  }

  /// The family of the address that the caller gave.
  public int userFamily() {
    throw Compiled.only();
  }

  /// The socket.
  public Socket socket() {
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
