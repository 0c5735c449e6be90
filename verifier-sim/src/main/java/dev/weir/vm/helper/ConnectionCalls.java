// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import dev.weir.vm.net.Connection;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// Connection tracking: a table of connections in the world.
///
/// @kernel v6.12 net/netfilter/nf_conntrack_bpf.c, net/netfilter/nf_nat_bpf.c
final class ConnectionCalls {
  private static final int IPV4_TUPLE_BYTES = 12;
  private static final int IPV6_TUPLE_BYTES = 36;

  /// `struct bpf_ct_opts` before and since Linux 6.10.
  private static final int OLD_OPTIONS_BYTES = 12;

  private static final int OPTIONS_BYTES = 16;
  private static final int ERROR = 4;
  private static final int PROTOCOL = 8;
  private static final int DIRECTION = 9;
  private static final int ZONE = 10;
  private static final int ZONE_DIRECTION = 12;
  private static final int BOTH_DIRECTIONS = 3;

  /// What a new entry lasts: 10 seconds.
  private static final int FRESH_JIFFIES = 2_500;

  private static final int JIFFY_MILLISECONDS = 4;

  /// `IPS_UNCHANGEABLE_MASK`.
  private static final int UNCHANGEABLE =
      Connection.SOURCE_NAT
          | Connection.DESTINATION_NAT
          | Connection.EXPECTED
          | Connection.CONFIRMED
          | Connection.DYING
          | 1 << 6
          | 1 << 11
          | 1 << 12
          | 1 << 14
          | 1 << 15;

  private ConnectionCalls() {}

  static void define(Map<String, Call> calls) {
    for (String where : new String[] {"skb", "xdp"}) {
      calls.put(
          "bpf_" + where + "_ct_lookup",
          (m, ctx, tuple, size, options, bytes) ->
              new Request(m, tuple, size, options, bytes).lookup());
      calls.put(
          "bpf_" + where + "_ct_alloc",
          (m, ctx, tuple, size, options, bytes) ->
              new Request(m, tuple, size, options, bytes).make());
    }
    calls.put("bpf_ct_insert_entry", ConnectionCalls::insert);
    calls.put("bpf_ct_release", (m, ct, b, c, d, e) -> 0);
    calls.put("bpf_ct_set_timeout", (m, ct, ms, c, d, e) -> setTimeout(m, at(m, ct), ms));
    calls.put("bpf_ct_change_timeout", ConnectionCalls::changeTimeout);
    calls.put("bpf_ct_set_status", (m, ct, bits, c, d, e) -> setStatus(at(m, ct), (int) bits));
    calls.put("bpf_ct_change_status", (m, ct, bits, c, d, e) -> setStatus(at(m, ct), (int) bits));
    calls.put("bpf_ct_set_nat_info", ConnectionCalls::translate);
  }

  private static Connection at(Machine m, long address) {
    Region region = m.memory().find(address);
    if (region != null && region.owner() instanceof Connection connection) {
      return connection;
    }
    throw new AccessFault(m.memory().describe(address) + " is no connection");
  }

  /// A lookup, or the making of an entry.
  ///
  /// @param at where the tuple is
  /// @param size of the tuple
  /// @param bytes of the options
  private record Request(Machine m, long at, long size, long options, long bytes) {
    long lookup() {
      long error = wrong();
      Optional<Connection> found = Optional.empty();
      if (error == 0) {
        Connection.Tuple wanted = tuple();
        found = m.run().world().connection(protocol(), wanted, netns(), zone());
        found.ifPresent(
            c -> m.memory().store1(options + DIRECTION, c.original().same(wanted) ? 0 : 1));
      }
      return result(error == 0 && found.isEmpty() ? Errors.ENOENT : error, found);
    }

    long make() {
      long error = wrong();
      return result(
          error,
          error != 0
              ? Optional.empty()
              : Optional.of(
                  new Connection(protocol(), tuple())
                      .timeout(FRESH_JIFFIES)
                      .zone(zone())
                      .netns(netns())));
    }

    private long result(long error, Optional<Connection> connection) {
      if (error != 0 && options != 0 && Integer.compareUnsigned((int) bytes, PROTOCOL) >= 0) {
        m.memory().store4(options + ERROR, error);
      }
      return error == 0 ? connection.map(m.run()::address).orElse(0L) : 0;
    }

    private long wrong() {
      Memory memory = m.memory();
      if (options == 0
          || at == 0
          || (int) bytes != OPTIONS_BYTES && (int) bytes != OLD_OPTIONS_BYTES) {
        return Errors.EINVAL;
      }
      boolean reserved =
          (int) bytes == OPTIONS_BYTES
              ? memory.load4(options + ZONE_DIRECTION) >>> 8 != 0
              : memory.load2(options + ZONE) != 0;
      if (reserved) {
        return Errors.EINVAL;
      }
      if (protocol() != 6 && protocol() != 17) {
        return Errors.EPROTO;
      }
      if ((int) memory.load4(options) < -1) {
        return Errors.EINVAL;
      }
      if ((int) size != IPV4_TUPLE_BYTES && (int) size != IPV6_TUPLE_BYTES) {
        return Errors.EAFNOSUPPORT;
      }
      if (!m.run().world().hasNetns(netns())) {
        return Errors.ENONET;
      }
      if ((int) bytes == OPTIONS_BYTES && memory.load1(options + ZONE_DIRECTION) == 0) {
        memory.store1(options + ZONE_DIRECTION, BOTH_DIRECTIONS);
      }
      return 0;
    }

    private int protocol() {
      return (int) m.memory().load1(options + PROTOCOL);
    }

    private int netns() {
      return Math.max(0, (int) m.memory().load4(options));
    }

    private int zone() {
      return (int) m.memory().load2(options + ZONE);
    }

    private Connection.Tuple tuple() {
      byte[] all = m.memory().read(at, (int) size);
      int address = (int) size == IPV4_TUPLE_BYTES ? 4 : 16;
      return new Connection.Tuple(
          Arrays.copyOf(all, address),
          port(all, 2 * address),
          Arrays.copyOfRange(all, address, 2 * address),
          port(all, 2 * address + 2));
    }
  }

  private static int port(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  private static int jiffies(Machine m) {
    return (int) (m.run().world().now() / (JIFFY_MILLISECONDS * 1_000_000L));
  }

  private static long insert(Machine m, long ct, long b, long c, long d, long e) {
    Connection connection = at(m, ct);
    if ((connection.status() & Connection.CONFIRMED) == 0) {
      connection.timeout(connection.timeout() + jiffies(m));
    }
    connection.status(connection.status() | Connection.CONFIRMED);
    return m.run().world().insert(connection) ? ct : 0;
  }

  private static long setTimeout(Machine m, Connection connection, long milliseconds) {
    long jiffies =
        (Integer.toUnsignedLong((int) milliseconds) + JIFFY_MILLISECONDS - 1) / JIFFY_MILLISECONDS;
    int timeout = (int) Math.min(jiffies, Integer.MAX_VALUE);
    boolean confirmed = (connection.status() & Connection.CONFIRMED) != 0;
    connection.timeout(confirmed ? timeout + jiffies(m) : timeout);
    return 0;
  }

  private static long changeTimeout(Machine m, long ct, long ms, long c, long d, long e) {
    Connection connection = at(m, ct);
    if ((connection.status() & Connection.FIXED_TIMEOUT) != 0) {
      return Errors.EPERM;
    }
    setTimeout(m, connection, ms);
    return (connection.status() & Connection.DYING) != 0 ? Errors.ETIME : 0;
  }

  /// @kernel v6.12 net/netfilter/nf_conntrack_core.c nf_ct_change_status_common
  private static long setStatus(Connection connection, int bits) {
    int changed = connection.status() ^ bits;
    int onlyOn = Connection.SEEN_REPLY | Connection.ASSURED;
    if ((changed & (Connection.EXPECTED | Connection.CONFIRMED | Connection.DYING)) != 0
        || (changed & onlyOn & ~bits) != 0) {
      return Errors.EBUSY;
    }
    connection.status(connection.status() | bits & ~UNCHANGEABLE);
    return 0;
  }

  /// @kernel v6.12 net/netfilter/nf_nat_core.c nf_nat_setup_info, for addresses that are free
  private static long translate(Machine m, long ct, long address, long port, long kind, long e) {
    Connection connection = at(m, ct);
    if ((connection.status() & Connection.CONFIRMED) != 0) {
      return 0;
    }
    Connection.Tuple reply = connection.reply();
    byte[] to = m.memory().read(address, reply.source().length);
    boolean source = kind == 0;
    int old = source ? reply.destinationPort() : reply.sourcePort();
    int chosen = (int) port > 0 ? (int) port & 0xffff : old;
    Connection.Tuple changed =
        source
            ? new Connection.Tuple(reply.source(), reply.sourcePort(), to, chosen)
            : new Connection.Tuple(to, chosen, reply.destination(), reply.destinationPort());
    int bits = source ? Connection.SOURCE_NAT : Connection.DESTINATION_NAT;
    int done = source ? 1 << 7 : 1 << 8;
    connection.status(connection.status() | (changed.same(reply) ? done : bits));
    connection.replies(changed);
    return 0;
  }
}
