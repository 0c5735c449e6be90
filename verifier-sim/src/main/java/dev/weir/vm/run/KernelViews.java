// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.run;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.FieldOrder;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.vm.memory.StructImage;
import dev.weir.vm.net.Connection;
import dev.weir.vm.net.Socket;
import dev.weir.vm.net.World;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.LongSupplier;

/// The kernel's structures of what is simulated.
final class KernelViews {
  private static final int COMM_BYTES = 16;
  private static final int ADDRESS_BYTES = 16;

  /// What `struct sock` calls the fields of `struct bpf_sock`.
  private static final Map<String, String> SOCK =
      Map.ofEntries(
          Map.entry("skc_family", "family"),
          Map.entry("skc_state", "state"),
          Map.entry("skc_rcv_saddr", "src_ip4"),
          Map.entry("skc_daddr", "dst_ip4"),
          Map.entry("skc_v6_rcv_saddr", "src_ip6"),
          Map.entry("skc_v6_daddr", "dst_ip6"),
          Map.entry("skc_num", "src_port"),
          Map.entry("skc_dport", "dst_port"),
          Map.entry("skc_bound_dev_if", "bound_dev_if"),
          Map.entry("sk_type", "type"),
          Map.entry("sk_protocol", "protocol"),
          Map.entry("sk_mark", "mark"),
          Map.entry("sk_priority", "priority"));

  private KernelViews() {}

  /// The structure that a socket is: TCP sockets have all of `struct tcp_sock`.
  static KernelView of(KernelTypes kernel, Socket socket) {
    boolean tcp = socket.full() && socket.protocol() == 6;
    boolean udp = socket.full() && socket.protocol() == 17;
    boolean six = socket.family() == Socket.INET6;
    String struct =
        tcp ? six ? "tcp6_sock" : "tcp_sock" : udp ? six ? "udp6_sock" : "udp_sock" : "";
    KernelView view = KernelView.of(kernel, struct.isEmpty() ? "sock" : struct);
    SOCK.forEach((member, field) -> add(view, member, socket.fields(), field));
    if (tcp) {
      StructImage fields = socket.tcpFields();
      for (String name : fields.layout().names()) {
        add(view, name, fields, name);
      }
    }
    return view;
  }

  /// The `struct socket` around a socket.
  ///
  /// @param sock where its `struct sock` is
  static KernelView around(KernelTypes kernel, Socket socket, LongSupplier sock) {
    return KernelView.of(kernel, "socket")
        .number("sk", sock)
        .number("type", () -> socket.fields().get("type"));
  }

  private static void add(KernelView view, String member, StructImage from, String field) {
    ContextField known = from.layout().field(field);
    if (known.order() == FieldOrder.BIG || known.count() > 1) {
      int size = known.endBytes() - known.offsetBytes();
      int held = field.equals("dst_port") ? Short.BYTES : size;
      view.bytes(member, () -> Arrays.copyOf(from.getBytes(field), held));
    } else {
      view.number(member, () -> from.get(field));
    }
  }

  /// The structure of a task.
  static KernelView of(KernelTypes kernel, World.Task task) {
    byte[] comm = new byte[COMM_BYTES];
    byte[] name = task.comm().getBytes(StandardCharsets.UTF_8);
    System.arraycopy(name, 0, comm, 0, Math.min(name.length, COMM_BYTES - 1));
    return KernelView.of(kernel, "task_struct")
        .number("pid", task::pid)
        .number("tgid", task::tgid)
        .bytes("comm", () -> comm);
  }

  /// The structure of a tracked connection.
  ///
  /// @kernel v6.12 include/net/netfilter/nf_conntrack_tuple.h struct nf_conntrack_tuple
  static KernelView of(KernelTypes kernel, Connection connection) {
    KernelView view =
        KernelView.of(kernel, "nf_conn")
            .number("status", connection::status)
            .number("timeout", connection::timeout)
            .number("mark", connection::mark, value -> connection.mark((int) value));
    int each = KernelView.of(kernel, "nf_conntrack_tuple_hash").size();
    int start = KernelView.of(kernel, "hlist_nulls_node").size();
    for (int direction = 0; direction < 2; direction++) {
      int reply = direction;
      view.bytes("tuplehash", direction * each + start, () -> tuple(connection, reply));
    }
    return view;
  }

  /// The bytes of a `struct nf_conntrack_tuple`.
  private static byte[] tuple(Connection connection, int direction) {
    Connection.Tuple tuple = direction == 0 ? connection.original() : connection.reply();
    byte[] bytes = new byte[2 * ADDRESS_BYTES + 8];
    System.arraycopy(tuple.source(), 0, bytes, 0, tuple.source().length);
    port(bytes, ADDRESS_BYTES, tuple.sourcePort());
    bytes[ADDRESS_BYTES + 2] = (byte) (tuple.source().length == 4 ? Socket.INET : Socket.INET6);
    int destination = ADDRESS_BYTES + 4;
    System.arraycopy(tuple.destination(), 0, bytes, destination, tuple.destination().length);
    port(bytes, destination + ADDRESS_BYTES, tuple.destinationPort());
    bytes[destination + ADDRESS_BYTES + 2] = (byte) connection.protocol();
    bytes[destination + ADDRESS_BYTES + 3] = (byte) direction;
    return bytes;
  }

  private static void port(byte[] bytes, int at, int port) {
    bytes[at] = (byte) (port >>> 8);
    bytes[at + 1] = (byte) port;
  }
}
