// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import dev.weir.loader.sys.Fd;
import dev.weir.loader.sys.Syscall;
import dev.weir.loader.sys.Syscalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A blocking socket made with plain system calls, as a C program makes it.
///
/// The JDK's own sockets keep the address they were connected to and never ask the kernel for it,
/// so they cannot show what `getpeername(2)` and `recvfrom(2)` answer.
final class NativeSocket implements AutoCloseable {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int TIMEOUT_SECONDS = 3;
  private static final int ADDRESS_BYTES = 28;
  private static final ValueLayout.OfShort BE16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Fd fd;

  private NativeSocket(Fd fd) {
    this.fd = fd;
  }

  /// What arrived and the address that the kernel names as its sender.
  record Datagram(String text, InetSocketAddress sender) {}

  /// A TCP socket of the address's family.
  static NativeSocket tcp(InetAddress address) throws IOException {
    return open(address, SOCK_STREAM);
  }

  /// A UDP socket of the address's family.
  static NativeSocket udp(InetAddress address) throws IOException {
    return open(address, SOCK_DGRAM);
  }

  private static NativeSocket open(InetAddress address, int type) throws IOException {
    int family = address instanceof Inet4Address ? AF_INET : AF_INET6;
    long fd = check("socket", Syscalls.call(Syscall.SOCKET, family, type | SOCK_CLOEXEC, 0));
    NativeSocket socket = new NativeSocket(new Fd((int) fd));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timeout = arena.allocate(16, 8);
      timeout.set(ValueLayout.JAVA_LONG, 0, TIMEOUT_SECONDS);
      socket.option(SO_RCVTIMEO, timeout);
      socket.option(SO_SNDTIMEO, timeout);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void option(int name, MemorySegment value) throws IOException {
    check(
        "setsockopt",
        Syscalls.call(
            Syscall.SETSOCKOPT, fd.number(), SOL_SOCKET, name, value.address(), value.byteSize()));
  }

  /// `connect(2)`.
  void connect(InetSocketAddress peer) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = encode(arena, peer);
      check(
          "connect",
          Syscalls.restarting(Syscall.CONNECT, fd.number(), address.address(), address.byteSize()));
    }
  }

  /// `getpeername(2)`.
  InetSocketAddress peer() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(ADDRESS_BYTES, 8);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, ADDRESS_BYTES);
      check(
          "getpeername",
          Syscalls.call(Syscall.GETPEERNAME, fd.number(), address.address(), length.address()));
      return decode(address);
    }
  }

  /// `send(2)` on a connected socket.
  void send(String text) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      sendTo(arena, text, MemorySegment.NULL);
    }
  }

  /// `sendto(2)`.
  void sendTo(String text, InetSocketAddress receiver) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      sendTo(arena, text, encode(arena, receiver));
    }
  }

  private void sendTo(Arena arena, String text, MemorySegment address) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    check(
        "sendto",
        Syscalls.restarting(
            Syscall.SENDTO,
            fd.number(),
            data.address(),
            bytes.length,
            0,
            address.address(),
            address.byteSize()));
  }

  /// `recvfrom(2)`: at most one packet or 512 bytes.
  Datagram receive() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(512);
      MemorySegment address = arena.allocate(ADDRESS_BYTES, 8);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, ADDRESS_BYTES);
      long count =
          check(
              "recvfrom",
              Syscalls.restarting(
                  Syscall.RECVFROM,
                  fd.number(),
                  data.address(),
                  data.byteSize(),
                  0,
                  address.address(),
                  length.address()));
      byte[] bytes = data.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
      boolean named = length.get(ValueLayout.JAVA_INT, 0) > 0;
      return new Datagram(
          new String(bytes, StandardCharsets.UTF_8),
          named ? decode(address) : new InetSocketAddress(0));
    }
  }

  private static MemorySegment encode(Arena arena, InetSocketAddress address) {
    byte[] bytes = address.getAddress().getAddress();
    boolean v4 = bytes.length == 4;
    MemorySegment out = arena.allocate(v4 ? 16 : ADDRESS_BYTES, 8);
    out.set(ValueLayout.JAVA_SHORT, 0, (short) (v4 ? AF_INET : AF_INET6));
    out.set(BE16, 2, (short) address.getPort());
    MemorySegment.copy(bytes, 0, out, ValueLayout.JAVA_BYTE, v4 ? 4 : 8, bytes.length);
    return out;
  }

  private static InetSocketAddress decode(MemorySegment in) throws IOException {
    boolean v4 = in.get(ValueLayout.JAVA_SHORT, 0) == AF_INET;
    byte[] bytes = in.asSlice(v4 ? 4 : 8, v4 ? 4 : 16).toArray(ValueLayout.JAVA_BYTE);
    int port = Short.toUnsignedInt(in.get(BE16, 2));
    return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
  }

  private static long check(String call, long result) throws IOException {
    if (result < 0) {
      throw new SocketError(call, (int) -result);
    }
    return result;
  }

  @Override
  public void close() {
    fd.close();
  }
}
