// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.map.VmMap;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import dev.weir.vm.memory.StructImage;
import dev.weir.vm.net.Socket;
import dev.weir.vm.run.Packet;
import dev.weir.vm.run.Run;
import java.util.Arrays;
import java.util.Map;

/// Sockets: lookups, identity, options, and what programs do to them.
///
/// @kernel v6.12 net/core/filter.c
final class SocketCalls {
  private static final int CALLBACK_FLAGS = 0x7f;
  private static final int IPV4_TUPLE_BYTES = 12;
  private static final int IPV6_TUPLE_BYTES = 36;
  private static final int SOCKADDR_IN_BYTES = 16;
  private static final int SOCKADDR_IN6_BYTES = 28;

  private SocketCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put(
        "sk_lookup_tcp",
        (m, ctx, tuple, size, netns, flags) -> lookup(m, tuple, size, netns, flags, 6));
    calls.put(
        "skc_lookup_tcp",
        (m, ctx, tuple, size, netns, flags) -> lookup(m, tuple, size, netns, flags, 6));
    calls.put(
        "sk_lookup_udp",
        (m, ctx, tuple, size, netns, flags) -> lookup(m, tuple, size, netns, flags, 17));
    calls.put("sk_release", SocketCalls::release);
    calls.put("sk_fullsock", (m, sk, b, c, d, e) -> m.run().socketAt(sk).full() ? sk : 0);
    calls.put("tcp_sock", SocketCalls::tcp);
    calls.put("get_listener_sock", SocketCalls::listener);
    calls.put("sk_assign", SocketCalls::assign);
    calls.put("get_socket_cookie", SocketCalls::cookie);
    calls.put("get_netns_cookie", SocketCalls::netnsCookie);
    calls.put("get_socket_uid", SocketCalls::uid);
    calls.put("sk_cgroup_id", (m, sk, b, c, d, e) -> m.run().socketAt(sk).cgroupId());
    calls.put("sk_ancestor_cgroup_id", SocketCalls::ancestor);
    calls.put("skb_cgroup_id", (m, ctx, b, c, d, e) -> contextCgroup(m.run()));
    calls.put(
        "skb_ancestor_cgroup_id",
        (m, ctx, level, c, d, e) -> level == 0 ? 1 : contextCgroup(m.run()));
    calls.put("skb_under_cgroup", SocketCalls::underCgroup);
    calls.put("bind", SocketCalls::bind);
    calls.put("setsockopt", SocketCalls::setOption);
    calls.put("getsockopt", SocketCalls::getOption);
    calls.put("sock_ops_cb_flags_set", SocketCalls::callbackFlags);
    calls.put("sock_map_update", SocketCalls::mapUpdate);
    calls.put("sock_hash_update", SocketCalls::mapUpdate);
    calls.put("sk_select_reuseport", SocketCalls::select);
    calls.put("msg_apply_bytes", (m, ctx, bytes, c, d, e) -> note(m, "msg_apply_bytes", bytes));
    calls.put("msg_cork_bytes", (m, ctx, bytes, c, d, e) -> note(m, "msg_cork_bytes", bytes));
    calls.put("msg_pull_data", SocketCalls::messagePull);
    calls.put("msg_push_data", SocketCalls::messagePush);
    calls.put("msg_pop_data", SocketCalls::messagePop);
    calls.put(
        "bpf_sock_destroy",
        (m, sk, b, c, d, e) -> note(m, "sock_destroy", m.run().cookie(m.run().socketAt(sk))));
    for (String name :
        new String[] {
          "skc_to_tcp_sock",
          "skc_to_tcp6_sock",
          "skc_to_udp6_sock",
          "skc_to_tcp_request_sock",
          "skc_to_tcp_timewait_sock",
          "skc_to_unix_sock",
          "skc_to_mptcp_sock"
        }) {
      calls.put(name, cast(name));
    }
  }

  private static long lookup(Machine m, long at, long size, long netns, long flags, int protocol) {
    Memory memory = m.memory();
    if (size != IPV4_TUPLE_BYTES && size != IPV6_TUPLE_BYTES || flags != 0) {
      return 0;
    }
    if ((int) netns >= 0 && netns > Integer.MAX_VALUE) {
      return 0;
    }
    byte[] tuple = memory.read(at, (int) size);
    int bytes = size == IPV4_TUPLE_BYTES ? 4 : 16;
    byte[] source = Arrays.copyOf(tuple, bytes);
    byte[] local = Arrays.copyOfRange(tuple, bytes, bytes * 2);
    int namespace = (int) netns < 0 ? 0 : (int) netns;
    Socket found =
        m.run()
            .world()
            .find(
                protocol,
                source,
                port(tuple, bytes * 2),
                local,
                port(tuple, bytes * 2 + 2),
                namespace);
    if (found != null) {
      found.refer(1);
    }
    return m.run().address(found);
  }

  private static int port(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  private static long release(Machine m, long sk, long b, long c, long d, long e) {
    m.run().socketAt(sk).refer(-1);
    return 0;
  }

  private static long tcp(Machine m, long sk, long b, long c, long d, long e) {
    Socket socket = m.run().socketAt(sk);
    return socket.full() && socket.protocol() == 6 ? m.run().tcpAddress(socket) : 0;
  }

  private static long listener(Machine m, long sk, long b, long c, long d, long e) {
    Socket socket = m.run().socketAt(sk);
    return socket.fields().get("state") == Socket.LISTEN ? m.run().address(socket) : 0;
  }

  private static long assign(Machine m, long ctx, long sk, long flags, long d, long e) {
    if (sk == 0) {
      m.run().assign(null);
      return 0;
    }
    Socket socket = m.run().socketAt(sk);
    boolean lookup = m.run().window().image().layout().name().equals("bpf_sk_lookup");
    if (lookup ? (flags & ~3L) != 0 : flags != 0) {
      return Errors.EINVAL;
    }
    if (lookup && m.run().assigned() != null && (flags & 1) == 0) {
      return Errors.EEXIST;
    }
    m.run().assign(socket);
    return 0;
  }

  private static long cookie(Machine m, long of, long b, long c, long d, long e) {
    if (of == 0) {
      return 0;
    }
    Region region = m.memory().find(of);
    if (region != null && region.kind() == Region.Kind.CONTEXT && m.run().socket() == null) {
      return 0;
    }
    return m.run().cookie(m.run().socketAt(of));
  }

  private static long netnsCookie(Machine m, long ctx, long b, long c, long d, long e) {
    Socket socket = m.run().socket();
    return ctx == 0 || socket == null ? 1 : socket.netnsCookie();
  }

  private static long uid(Machine m, long ctx, long b, long c, long d, long e) {
    Socket socket = m.run().socket();
    return socket == null || !socket.full() ? 65534 : Integer.toUnsignedLong(socket.uid());
  }

  private static long ancestor(Machine m, long sk, long level, long c, long d, long e) {
    return level == 0 ? 1 : m.run().socketAt(sk).cgroupId();
  }

  private static long contextCgroup(Run run) {
    Socket socket = run.socket();
    return socket == null ? 0 : socket.cgroupId();
  }

  private static long underCgroup(Machine m, long ctx, long map, long index, long d, long e) {
    return m.run().socket() == null
        ? Errors.ENOENT
        : underCgroup(m, map, index, contextCgroup(m.run()));
  }

  /// Whether a cgroup is the one in an array, or why that is not known.
  static long underCgroup(Machine m, long map, long index, long cgroupId) {
    VmMap groups = VmMap.at(m.memory(), map);
    if (Integer.compareUnsigned((int) index, groups.image().spec().maxEntries()) >= 0) {
      return Errors.E2BIG;
    }
    Object group = groups.element((int) index);
    return group == null ? Errors.EAGAIN : Long.valueOf(cgroupId).equals(group) ? 1 : 0;
  }

  private static long bind(Machine m, long ctx, long address, long size, long d, long e) {
    byte[] to = m.memory().read(address, (int) size);
    Socket socket = m.run().socketAt(ctx);
    if (to.length < 2) {
      return Errors.EINVAL;
    }
    int family = to[0] & 0xff | (to[1] & 0xff) << 8;
    int needed =
        family == Socket.INET ? SOCKADDR_IN_BYTES : family == Socket.INET6 ? SOCKADDR_IN6_BYTES : 0;
    if (needed == 0) {
      return Errors.EAFNOSUPPORT;
    }
    if (to.length < needed) {
      return Errors.EINVAL;
    }
    socket.bind(to);
    return 0;
  }

  private static long setOption(Machine m, long of, long level, long name, long at, long size) {
    byte[] value = m.memory().read(at, (int) size);
    m.run().socketAt(of).option((int) level, (int) name, value);
    return 0;
  }

  private static long getOption(Machine m, long of, long level, long name, long at, long size) {
    byte[] value = m.run().socketAt(of).option((int) level, (int) name);
    byte[] result = new byte[(int) size];
    if (value == null) {
      m.memory().write(at, result);
      return Errors.EINVAL;
    }
    System.arraycopy(value, 0, result, 0, Math.min(value.length, result.length));
    m.memory().write(at, result);
    return 0;
  }

  private static long callbackFlags(Machine m, long ctx, long flags, long c, long d, long e) {
    Socket socket = m.run().socket();
    if (socket == null || !socket.full()) {
      return Errors.EINVAL;
    }
    int known = (int) flags & CALLBACK_FLAGS;
    socket.callbackFlags(known);
    StructImage image = m.run().window().image();
    if (image.has("bpf_sock_ops_cb_flags")) {
      image.set("bpf_sock_ops_cb_flags", known);
    }
    return (int) flags & ~CALLBACK_FLAGS;
  }

  private static long mapUpdate(Machine m, long ctx, long address, long key, long flags, long e) {
    VmMap map = VmMap.at(m.memory(), address);
    return map.put(m.memory().read(key, map.image().keySize()), m.run().socketAt(ctx), flags);
  }

  private static long select(Machine m, long ctx, long address, long key, long flags, long e) {
    VmMap map = VmMap.at(m.memory(), address);
    if (flags != 0) {
      return Errors.EINVAL;
    }
    Object chosen = map.element(m.memory().read(key, map.image().keySize()));
    if (!(chosen instanceof Socket socket)) {
      return Errors.ENOENT;
    }
    m.run().assign(socket);
    return 0;
  }

  private static long note(Machine m, String name, long value) {
    m.run().notes().put(name, value);
    return 0;
  }

  private static long messagePull(Machine m, long ctx, long start, long end, long flags, long e) {
    Packet message = m.run().frame();
    long from = Integer.toUnsignedLong((int) start);
    long to = Integer.toUnsignedLong((int) end);
    if (flags != 0 || to <= from || to > message.length()) {
      return Errors.EINVAL;
    }
    message.pull(message.length());
    message.changed();
    message.narrow((int) from, (int) to);
    return 0;
  }

  private static long messagePush(Machine m, long ctx, long start, long size, long flags, long e) {
    Packet message = m.run().frame();
    long from = Integer.toUnsignedLong((int) start);
    long count = Integer.toUnsignedLong((int) size);
    if (flags != 0 || from > message.length()) {
      return Errors.EINVAL;
    }
    if (count != 0) {
      byte[] old = message.bytes();
      byte[] longer = Arrays.copyOf(old, old.length + (int) count);
      Arrays.fill(longer, (int) from, (int) (from + count), (byte) 0);
      System.arraycopy(old, (int) from, longer, (int) (from + count), old.length - (int) from);
      message.replace(longer);
    }
    message.changed();
    return 0;
  }

  private static long messagePop(Machine m, long ctx, long start, long size, long flags, long e) {
    Packet message = m.run().frame();
    long from = Integer.toUnsignedLong((int) start);
    long count = Integer.toUnsignedLong((int) size);
    if (flags != 0 || from + count > message.length()) {
      return Errors.EINVAL;
    }
    byte[] old = message.bytes();
    byte[] shorter = Arrays.copyOf(old, old.length - (int) count);
    System.arraycopy(old, (int) (from + count), shorter, (int) from, shorter.length - (int) from);
    message.replace(shorter);
    message.changed();
    return 0;
  }

  private static Call cast(String name) {
    return (m, sk, b, c, d, e) -> {
      Socket socket = m.run().socketAt(sk);
      boolean fits =
          switch (name) {
            case "skc_to_tcp_sock" -> socket.full() && socket.protocol() == 6;
            case "skc_to_tcp6_sock" ->
                socket.full() && socket.protocol() == 6 && socket.family() == Socket.INET6;
            case "skc_to_udp6_sock" ->
                socket.full() && socket.protocol() == 17 && socket.family() == Socket.INET6;
            default -> false;
          };
      return fits ? m.run().castAddress(socket) : 0;
    };
  }
}
