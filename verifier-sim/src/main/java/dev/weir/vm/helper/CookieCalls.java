// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;

/// SYN cookies, for packets alone and of listening sockets. A cookie depends on a secret, which
/// follows from the seed of the machine; the kernel's is random. What it is made of, and which
/// segment sizes it can remember, are the kernel's. A minute never passes: all cookies are fresh.
///
/// @kernel v6.12 net/core/filter.c bpf_tcp_gen_syncookie bpf_tcp_raw_gen_syncookie_ipv4 and their
///   neighbours; net/ipv4/syncookies.c and net/ipv6/syncookies.c for the sizes
final class CookieCalls {
  private static final int HEADER = 20;
  private static final int ADDRESSES4 = 12;
  private static final int ADDRESSES6 = 8;
  private static final int[] SIZES4 = {536, 1300, 1440, 1460};
  private static final int[] SIZES6 = {1220, 1420, 1440, 8940};
  private static final int LOW_BITS = 24;
  private static final int LOW = (1 << LOW_BITS) - 1;
  private static final int END = 0;
  private static final int NOTHING = 1;
  private static final int SEGMENT_SIZE = 2;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int TCP = 6;
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int ACK = 16;

  private CookieCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("tcp_gen_syncookie", CookieCalls::makeFor);
    calls.put("tcp_check_syncookie", CookieCalls::checkFor);
    calls.put(
        "tcp_raw_gen_syncookie_ipv4",
        (m, ip, tcp, size, d, e) -> make(m, ip + ADDRESSES4, 8, tcp, size, SIZES4, SIZES4[0]));
    calls.put(
        "tcp_raw_gen_syncookie_ipv6",
        (m, ip, tcp, size, d, e) -> make(m, ip + ADDRESSES6, 32, tcp, size, SIZES6, SIZES6[0]));
    calls.put(
        "tcp_raw_check_syncookie_ipv4",
        (m, ip, tcp, c, d, e) -> check(m, ip + ADDRESSES4, 8, tcp, SIZES4));
    calls.put(
        "tcp_raw_check_syncookie_ipv6",
        (m, ip, tcp, c, d, e) -> check(m, ip + ADDRESSES6, 32, tcp, SIZES6));
  }

  private static long makeFor(Machine m, long of, long ip, long ipSize, long tcp, long size) {
    Socket socket = m.run().socketAt(of);
    if (size < HEADER || size != (byteAt(m, tcp + 12) >> 4) * 4L || !listens(socket)) {
      return Errors.EINVAL;
    }
    if ((byteAt(m, tcp + 13) & (SYN | ACK | FIN | RST)) != SYN) {
      return Errors.EINVAL;
    }
    long wrong = wrongAddresses(m, socket, ip, ipSize);
    if (wrong != 0) {
      return wrong;
    }
    if (!socket.overflows()) {
      return Errors.ENOENT;
    }
    return byteAt(m, ip) >> 4 == 4
        ? make(m, ip + ADDRESSES4, 8, tcp, size, SIZES4, SIZES4[0])
        : make(m, ip + ADDRESSES6, 32, tcp, size, SIZES6, SIZES6[0]);
  }

  private static long checkFor(Machine m, long of, long ip, long ipSize, long tcp, long size) {
    Socket socket = m.run().socketAt(of);
    if (size < HEADER || !listens(socket)) {
      return Errors.EINVAL;
    }
    if ((byteAt(m, tcp + 13) & (SYN | ACK | RST)) != ACK) {
      return Errors.ENOENT;
    }
    if (ipSize < IPV4_HEADER) {
      return Errors.EINVAL;
    }
    if (!socket.overflows()) {
      return Errors.ENOENT;
    }
    long wrong = wrongAddresses(m, socket, ip, ipSize);
    if (wrong != 0) {
      return wrong;
    }
    long result =
        byteAt(m, ip) >> 4 == 4
            ? check(m, ip + ADDRESSES4, 8, tcp, SIZES4)
            : check(m, ip + ADDRESSES6, 32, tcp, SIZES6);
    return result == 0 ? 0 : Errors.ENOENT;
  }

  private static boolean listens(Socket socket) {
    return socket.fields().get("state") == Socket.LISTEN && socket.protocol() == TCP;
  }

  /// Why a socket has no cookies for packets of an address family; 0 when it has.
  private static long wrongAddresses(Machine m, Socket socket, long ip, long size) {
    if (size < IPV4_HEADER) {
      return Errors.EINVAL;
    }
    return switch (byteAt(m, ip) >> 4) {
      case 4 -> 0;
      case 6 -> size < IPV6_HEADER || socket.family() != Socket.INET6 ? Errors.EINVAL : 0;
      default -> Errors.EPROTONOSUPPORT;
    };
  }

  private static int byteAt(Machine m, long address) {
    return m.memory().read(address, 1)[0] & 0xff;
  }

  private static long make(
      Machine m, long addresses, int bytes, long at, long size, int[] sizes, int usual) {
    if (size < HEADER) {
      return Errors.EINVAL;
    }
    ByteBuffer tcp = ByteBuffer.wrap(m.memory().read(at, (int) size));
    if (size != (tcp.get(12) >> 4 & 0xf) * 4L) {
      return Errors.EINVAL;
    }
    int wanted = segmentSize(tcp);
    int index = index(sizes, wanted == 0 ? usual : wanted);
    int sequence = tcp.getInt(4);
    byte[] connection = connection(m, addresses, bytes, tcp);
    int cookie = hash(m, connection, 1) + sequence + (hash(m, connection, 2) + index & LOW);
    return Integer.toUnsignedLong(cookie) | (long) sizes[index] << Integer.SIZE;
  }

  private static long check(Machine m, long addresses, int bytes, long at, int[] sizes) {
    ByteBuffer tcp = ByteBuffer.wrap(m.memory().read(at, HEADER));
    int cookie = tcp.getInt(8) - 1;
    int sequence = tcp.getInt(4) - 1;
    byte[] connection = connection(m, addresses, bytes, tcp);
    int rest = cookie - sequence - hash(m, connection, 1);
    int index = rest - hash(m, connection, 2) & LOW;
    return rest >>> LOW_BITS == 0 && index < sizes.length ? 0 : Errors.EACCES;
  }

  /// The largest size that is not larger than what the client can take, or the smallest.
  private static int index(int[] sizes, int wanted) {
    int index = sizes.length - 1;
    while (index > 0 && sizes[index] > wanted) {
      index--;
    }
    return index;
  }

  /// The option of a SYN; 0 when there is none.
  private static int segmentSize(ByteBuffer tcp) {
    int at = HEADER;
    while (at < tcp.limit()) {
      int kind = tcp.get(at);
      if (kind == END) {
        return 0;
      }
      if (kind == NOTHING) {
        at++;
        continue;
      }
      int size = at + 1 < tcp.limit() ? tcp.get(at + 1) & 0xff : 0;
      if (size < 2 || at + size > tcp.limit()) {
        return 0;
      }
      if (kind == SEGMENT_SIZE && size == 4 && tcp.getShort(at + 2) != 0) {
        return tcp.getShort(at + 2) & 0xffff;
      }
      at += size;
    }
    return 0;
  }

  /// Addresses and ports.
  private static byte[] connection(Machine m, long addresses, int bytes, ByteBuffer tcp) {
    ByteBuffer all = ByteBuffer.allocate(bytes + 4);
    all.put(m.memory().read(addresses, bytes));
    return all.putInt(tcp.getInt(0)).array();
  }

  private static int hash(Machine m, byte[] connection, int which) {
    long state = m.run().secret() + which * 0x9E37_79B9_7F4A_7C15L;
    for (byte b : connection) {
      state = (state ^ b & 0xff) * 0x100_0000_01B3L;
    }
    return (int) (state ^ state >>> 32);
  }
}
