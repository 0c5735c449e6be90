// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import java.net.InetAddress;

/// A call of a socket function as `cgroup/connect4` and its siblings see it.
///
/// @param family address family of the socket: 2 for IPv4, 10 for IPv6
/// @param type 1 for streams, 2 for datagrams
/// @param protocol 6 for TCP, 17 for UDP
/// @param address what the caller wants to connect, bind or send to; 4 or 16 bytes
/// @param port the port of it
/// @param source the address to send from, for `sendmsg` hooks; empty for none
public record SocketCall(
    int family, int type, int protocol, byte[] address, int port, byte[] source) {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  /// Copies the arrays.
  public SocketCall {
    address = address.clone();
    source = source.clone();
    if (address.length != 4 && address.length != 16) {
      throw new IllegalArgumentException("an address of " + address.length + " bytes");
    }
  }

  /// A TCP socket and an address.
  public static SocketCall tcp(String address, int port) {
    return of(1, 6, address, port);
  }

  /// A UDP socket and an address.
  public static SocketCall udp(String address, int port) {
    return of(2, 17, address, port);
  }

  private static SocketCall of(int type, int protocol, String address, int port) {
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    int family = bytes.length == 4 ? AF_INET : AF_INET6;
    return new SocketCall(family, type, protocol, bytes, port, new byte[0]);
  }

  /// This from a source address.
  public SocketCall from(String sourceAddress) {
    return new SocketCall(
        family, type, protocol, address, port, InetAddress.ofLiteral(sourceAddress).getAddress());
  }

  /// A copy of the address.
  @Override
  public byte[] address() {
    return address.clone();
  }

  /// A copy of the source.
  @Override
  public byte[] source() {
    return source.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SocketCall that && describe().equals(that.describe());
  }

  @Override
  public int hashCode() {
    return describe().hashCode();
  }

  private String describe() {
    return String.join(
        " ",
        Integer.toString(family),
        Integer.toString(type),
        Integer.toString(protocol),
        java.util.Arrays.toString(address),
        Integer.toString(port),
        java.util.Arrays.toString(source));
  }
}
