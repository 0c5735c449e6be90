// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// The address of a socket call at a hook for IPv6. Names that the hook at hand does not have are
/// refused when compiling.
///
/// @kernel v6.18 include/uapi/linux/bpf.h struct bpf_sock_addr
public final class SockAddr6 {
  private SockAddr6() {}

  /// Where the call wants to go: the address. At `connect`, `sendmsg`.
  public Ip6 dstIp() {
    throw Compiled.only();
  }

  /// Sets it.
  public void dstIp(Ip6 value) {
    throw Compiled.only();
  }

  /// Where the call wants to go: the port. At `connect`, `sendmsg`.
  public Be16 dstPort() {
    throw Compiled.only();
  }

  /// Sets it.
  public void dstPort(Be16 value) {
    throw Compiled.only();
  }

  /// Sets address and port. At `connect`, `sendmsg`.
  public void dst(Ip6 address, Be16 port) {
    throw Compiled.only();
  }

  /// Who sent the message; at `sendmsg` the source address: the address. At `recvmsg`, `sendmsg`.
  public Ip6 srcIp() {
    throw Compiled.only();
  }

  /// Sets it.
  public void srcIp(Ip6 value) {
    throw Compiled.only();
  }

  /// Who sent the message; at `sendmsg` the source address: the port. At `recvmsg`, `sendmsg`.
  public Be16 srcPort() {
    throw Compiled.only();
  }

  /// Sets it.
  public void srcPort(Be16 value) {
    throw Compiled.only();
  }

  /// Sets address and port. At `recvmsg`, `sendmsg`.
  public void src(Ip6 address, Be16 port) {
    throw Compiled.only();
  }

  /// Who the other side is: the address. At `recvmsg`, `getpeername`.
  public Ip6 peerIp() {
    throw Compiled.only();
  }

  /// Sets it.
  public void peerIp(Ip6 value) {
    throw Compiled.only();
  }

  /// Who the other side is: the port. At `recvmsg`, `getpeername`.
  public Be16 peerPort() {
    throw Compiled.only();
  }

  /// Sets it.
  public void peerPort(Be16 value) {
    throw Compiled.only();
  }

  /// Sets address and port. At `recvmsg`, `getpeername`.
  public void peer(Ip6 address, Be16 port) {
    throw Compiled.only();
  }

  /// The own address: the address. At `bind`, `getsockname`.
  public Ip6 localIp() {
    throw Compiled.only();
  }

  /// Sets it.
  public void localIp(Ip6 value) {
    throw Compiled.only();
  }

  /// The own address: the port. At `bind`, `getsockname`.
  public Be16 localPort() {
    throw Compiled.only();
  }

  /// Sets it.
  public void localPort(Be16 value) {
    throw Compiled.only();
  }

  /// Sets address and port. At `bind`, `getsockname`.
  public void local(Ip6 address, Be16 port) {
    throw Compiled.only();
  }

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
