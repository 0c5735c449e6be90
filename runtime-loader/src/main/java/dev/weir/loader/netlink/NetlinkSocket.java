// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.weir.loader.error.BpfException;
import dev.weir.loader.sys.Fd;
import dev.weir.loader.sys.Syscall;
import dev.weir.loader.sys.Syscalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A socket to rtnetlink of the network namespace in which the opening thread is. Not thread-safe.
///
/// @kernel v6.12 net/netlink/af_netlink.c
final class NetlinkSocket implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NETLINK_ROUTE = 0;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  private static final int NLM_F_ACK_TLVS = 0x200;
  private static final int ERROR_SIZE = Integer.BYTES + NetlinkRequest.HEADER_SIZE;
  private static final int ERROR_TEXT = 1;
  private static final int BUFFER = 1 << 17;

  private final Fd fd;
  private int sequence;

  private NetlinkSocket(Fd fd) {
    this.fd = fd;
  }

  /// Opens a socket.
  ///
  /// @throws BpfException when the kernel refuses
  static NetlinkSocket open() {
    long opened = Syscalls.call(Syscall.SOCKET, AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_ROUTE);
    if (opened < 0) {
      throw BpfException.refused("socket", (int) -opened, "open a netlink socket");
    }
    NetlinkSocket socket = new NetlinkSocket(new Fd((int) opened));
    socket.enable(NETLINK_CAP_ACK);
    socket.enable(NETLINK_EXT_ACK);
    return socket;
  }

  /// Sends a request and waits for its end.
  ///
  /// @param asked what is wanted, to follow the word "cannot"
  /// @return what the kernel sent besides the acknowledgement
  /// @throws BpfException when it refuses, with its own explanation
  List<NetlinkMessage> request(NetlinkRequest request, String asked) {
    Reply reply = ask(request);
    if (reply.errno() != 0) {
      throw BpfException.refused(request.name(), reply.errno(), asked, reply.explanation());
    }
    return reply.messages();
  }

  /// What the kernel answered to a request.
  ///
  /// @param errno positive, 0 for success
  /// @param explanation the kernel's own words; may be empty
  /// @param messages what it sent besides
  record Reply(int errno, String explanation, List<NetlinkMessage> messages) {}

  /// Sends a request and waits for its end; refusals are results.
  Reply ask(NetlinkRequest request) {
    sequence++;
    List<NetlinkMessage> messages = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = request.encode(sequence);
      MemorySegment out = arena.allocateFrom(JAVA_BYTE, bytes);
      long sent =
          Syscalls.restarting(Syscall.SENDTO, fd.number(), out.address(), bytes.length, 0, 0, 0);
      if (sent < 0) {
        return new Reply((int) -sent, "", messages);
      }
      MemorySegment in = arena.allocate(BUFFER, Long.BYTES);
      while (true) {
        long received =
            Syscalls.restarting(Syscall.RECVFROM, fd.number(), in.address(), BUFFER, 0, 0, 0);
        if (received < 0) {
          return new Reply((int) -received, "", messages);
        }
        for (NetlinkMessage message : split(in.asSlice(0, received).toArray(JAVA_BYTE))) {
          if (message.sequence() != sequence) {
            continue;
          }
          if (message.type() == NLMSG_DONE) {
            return new Reply(0, "", messages);
          }
          if (message.type() == NLMSG_ERROR) {
            return new Reply(-message.u32(0), explanation(message), messages);
          }
          messages.add(message);
        }
      }
    }
  }

  @Override
  public void close() {
    fd.close();
  }

  private void enable(int option) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(JAVA_INT, 1);
      Syscalls.call(
          Syscall.SETSOCKOPT, fd.number(), SOL_NETLINK, option, one.address(), Integer.BYTES);
    }
  }

  private static List<NetlinkMessage> split(byte[] bytes) {
    List<NetlinkMessage> messages = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    int position = 0;
    while (position + NetlinkRequest.HEADER_SIZE <= bytes.length) {
      int length = in.getInt(position);
      if (length < NetlinkRequest.HEADER_SIZE || position + length > bytes.length) {
        break;
      }
      byte[] body = new byte[length - NetlinkRequest.HEADER_SIZE];
      in.get(position + NetlinkRequest.HEADER_SIZE, body);
      messages.add(
          new NetlinkMessage(
              Short.toUnsignedInt(in.getShort(position + 4)),
              Short.toUnsignedInt(in.getShort(position + 6)),
              in.getInt(position + 8),
              body));
      position += (length + Integer.BYTES - 1) & -Integer.BYTES;
    }
    return messages;
  }

  private static String explanation(NetlinkMessage error) {
    boolean hasText = (error.flags() & NLM_F_ACK_TLVS) != 0;
    return hasText ? error.attributes(ERROR_SIZE).text(ERROR_TEXT).orElse("") : "";
  }
}
