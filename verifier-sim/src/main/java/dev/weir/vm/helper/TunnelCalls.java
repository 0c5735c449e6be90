// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.run.Tunnel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/// What packets carry for tunnel devices. `struct bpf_tunnel_key` is 44 bytes: the number, the
/// remote address (IPv4 as a number of the machine, IPv6 in network order), traffic class, time to
/// live, flags, flow label, the local address. Shorter ones, from before fields were added, are
/// taken too.
///
/// @kernel v6.12 net/core/filter.c bpf_skb_set_tunnel_key and its neighbours
final class TunnelCalls {
  private static final int KEY_BYTES = 44;
  private static final int REMOTE = 4;
  private static final int TOS = 20;
  private static final int TTL = 21;
  private static final int FLAGS = 22;
  private static final int LABEL = 24;
  private static final int LOCAL = 28;
  private static final int ONE_ADDRESS = 8;
  private static final Set<Long> SHORTER = Set.of((long) FLAGS, (long) LABEL, (long) LOCAL);

  private static final long IPV6 = 1;
  private static final long ZERO_CSUM = 1 << 1;
  private static final long DONT_FRAGMENT = 1 << 2;
  private static final long SEQ = 1 << 3;
  private static final long NO_KEY = 1 << 4;
  private static final long WANT_FLAGS = 1 << 4;
  private static final int LABEL_BITS = 0xfffff;
  private static final int MOST_OPTIONS = 255;

  private TunnelCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("skb_set_tunnel_key", TunnelCalls::set);
    calls.put("skb_get_tunnel_key", TunnelCalls::get);
    calls.put("skb_set_tunnel_opt", TunnelCalls::setOptions);
    calls.put("skb_get_tunnel_opt", TunnelCalls::getOptions);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long set(Machine m, long ctx, long from, long size, long flags, long e) {
    boolean known = size == KEY_BYTES || size == ONE_ADDRESS || SHORTER.contains(size);
    if ((flags & ~(IPV6 | ZERO_CSUM | DONT_FRAGMENT | SEQ | NO_KEY)) != 0 || !known) {
      return Errors.EINVAL;
    }
    boolean ipv6 = (flags & IPV6) != 0;
    ByteBuffer key = buffer(Arrays.copyOf(m.memory().read(from, (int) size), KEY_BYTES));
    if (!ipv6 && key.getInt(LABEL) != 0 || key.getShort(FLAGS) != 0) {
      return Errors.EINVAL;
    }
    int bits =
        Tunnel.NOCACHE
            | ((flags & DONT_FRAGMENT) != 0 ? Tunnel.DONT_FRAGMENT : 0)
            | ((flags & ZERO_CSUM) == 0 ? Tunnel.CSUM : 0)
            | ((flags & SEQ) != 0 ? Tunnel.SEQ : 0)
            | ((flags & NO_KEY) == 0 ? Tunnel.KEY : 0);
    m.run()
        .tunnel(
            new Tunnel(
                Integer.toUnsignedLong(key.getInt(0)),
                address(key, LOCAL, ipv6),
                address(key, REMOTE, ipv6),
                key.get(TOS) & 0xff,
                key.get(TTL) & 0xff,
                ipv6 ? key.getInt(LABEL) & LABEL_BITS : 0,
                bits,
                new byte[0],
                true));
    return 0;
  }

  /// An address of the structure in network order.
  private static byte[] address(ByteBuffer key, int at, boolean ipv6) {
    if (ipv6) {
      return Arrays.copyOfRange(key.array(), at, at + 16);
    }
    return ByteBuffer.allocate(4).putInt(key.getInt(at)).array();
  }

  private static long get(Machine m, long ctx, long to, long size, long flags, long e) {
    Tunnel tunnel = m.run().tunnel();
    long error = 0;
    if (tunnel == null || (flags & ~(IPV6 | WANT_FLAGS)) != 0) {
      error = Errors.EINVAL;
    } else if (tunnel.ipv6() != ((flags & IPV6) != 0)) {
      error = Errors.EPROTO;
    } else if (size != KEY_BYTES
        && !SHORTER.contains(size)
        && (size != ONE_ADDRESS || tunnel.ipv6())) {
      error = Errors.EINVAL;
    }
    if (tunnel == null || error != 0) {
      m.memory().write(to, new byte[(int) size]);
      return error;
    }
    ByteBuffer key = buffer(new byte[KEY_BYTES]);
    key.putInt(0, (int) tunnel.id());
    put(key, REMOTE, tunnel.source());
    key.put(TOS, (byte) tunnel.tos());
    key.put(TTL, (byte) tunnel.ttl());
    if ((flags & WANT_FLAGS) != 0) {
      key.putShort(FLAGS, Short.reverseBytes((short) tunnel.flags()));
    }
    key.putInt(LABEL, tunnel.label());
    put(key, LOCAL, tunnel.destination());
    m.memory().write(to, key.array(), 0, (int) size);
    return 0;
  }

  private static void put(ByteBuffer key, int at, byte[] address) {
    if (address.length == 4) {
      key.putInt(at, ByteBuffer.wrap(address).getInt());
    } else {
      key.put(at, address);
    }
  }

  private static long setOptions(Machine m, long ctx, long from, long size, long d, long e) {
    Tunnel tunnel = m.run().tunnel();
    if (tunnel == null || !tunnel.transmit() || (size & 3) != 0) {
      return Errors.EINVAL;
    }
    if (size > MOST_OPTIONS) {
      return Errors.ENOMEM;
    }
    m.run().tunnel(tunnel.options(m.memory().read(from, (int) size)));
    return 0;
  }

  private static long getOptions(Machine m, long ctx, long to, long size, long d, long e) {
    Tunnel tunnel = m.run().tunnel();
    byte[] out = new byte[(int) size];
    long result;
    if (tunnel == null || (tunnel.flags() & Tunnel.OPTIONS) == 0) {
      result = Errors.ENOENT;
    } else if (size < tunnel.options().length) {
      result = Errors.ENOMEM;
    } else {
      System.arraycopy(tunnel.options(), 0, out, 0, tunnel.options().length);
      result = tunnel.options().length;
    }
    m.memory().write(to, out);
    return result;
  }
}
