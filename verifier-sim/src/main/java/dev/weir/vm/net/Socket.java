// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.net;

import dev.weir.bytecode.kernel.KernelStructs;
import dev.weir.vm.memory.StructImage;
import dev.weir.vm.memory.StructLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A simulated socket: its fields as `struct bpf_sock` and `struct bpf_tcp_sock` show them, its
/// identity, and what programs did to it.
public final class Socket {
  /// `AF_INET`.
  public static final int INET = 2;

  /// `AF_INET6`.
  public static final int INET6 = 10;

  /// `TCP_ESTABLISHED`.
  public static final int ESTABLISHED = 1;

  /// `TCP_LISTEN`.
  public static final int LISTEN = 10;

  private static final StructLayout SOCK = layout("bpf_sock");
  private static final StructLayout TCP_SOCK = layout("bpf_tcp_sock");

  private final StructImage fields = new StructImage(SOCK);
  private final StructImage tcp = new StructImage(TCP_SOCK);
  private final Map<Option, byte[]> options = new HashMap<>();
  private final List<Option> optionsSet = new ArrayList<>();
  private long cookie;
  private long netnsCookie = 1;
  private long cgroupId = 1;
  private int uid;
  private int netns;
  private boolean full = true;
  private boolean overflows;
  private int callbackFlags;
  private int references;
  private byte @Nullable [] bound;

  private Socket(int family, int type, int protocol) {
    fields.set("family", family);
    fields.set("type", type);
    fields.set("protocol", protocol);
  }

  /// A socket option.
  ///
  /// @param level such as `SOL_SOCKET` (1)
  /// @param name such as `SO_MARK` (36)
  public record Option(int level, int name) {}

  /// A TCP socket without addresses.
  ///
  /// @param family [#INET] or [#INET6]
  public static Socket tcp(int family) {
    return new Socket(family, 1, 6);
  }

  /// A UDP socket without addresses.
  ///
  /// @param family [#INET] or [#INET6]
  public static Socket udp(int family) {
    return new Socket(family, 2, 17);
  }

  /// Gives the local address.
  public Socket local(String address, int port) {
    byte[] bytes = Address.ip(address);
    fields.setBytes(bytes.length == 4 ? "src_ip4" : "src_ip6", bytes);
    fields.set("src_port", port);
    return this;
  }

  /// Gives the peer's address.
  public Socket remote(String address, int port) {
    byte[] bytes = Address.ip(address);
    fields.setBytes(bytes.length == 4 ? "dst_ip4" : "dst_ip6", bytes);
    fields.set("dst_port", port);
    fields.set("state", ESTABLISHED);
    return this;
  }

  /// Makes it listen.
  public Socket listening() {
    fields.set("state", LISTEN);
    return this;
  }

  /// Says that more connections are asked for than it can remember, so that SYN cookies are made.
  public Socket overflowing() {
    overflows = true;
    return this;
  }

  /// Sets a field of `struct bpf_sock`, or of `struct bpf_tcp_sock` where the first has none.
  public Socket with(String field, long value) {
    (fields.has(field) ? fields : tcp).set(field, value);
    return this;
  }

  /// Gives the cookie; without it, the machine gives one at first use.
  public Socket cookie(long value) {
    cookie = value;
    return this;
  }

  /// Gives the cookie of its network namespace.
  public Socket netnsCookie(long value) {
    netnsCookie = value;
    return this;
  }

  /// Gives its network namespace; lookups find sockets of namespace 0 unless told otherwise.
  public Socket netns(int id) {
    netns = id;
    return this;
  }

  /// Gives the id of its cgroup.
  public Socket cgroupId(long id) {
    cgroupId = id;
    return this;
  }

  /// Gives the owner's user id.
  public Socket uid(int id) {
    uid = id;
    return this;
  }

  /// Makes it a request or time-wait socket, which `bpf_sk_fullsock` turns away.
  public Socket partial() {
    full = false;
    return this;
  }

  /// The fields as `struct bpf_sock`.
  public StructImage fields() {
    return fields;
  }

  /// The fields as `struct bpf_tcp_sock`.
  public StructImage tcpFields() {
    return tcp;
  }

  /// The cookie, 0 before first use.
  public long cookie() {
    return cookie;
  }

  /// The cookie of its network namespace.
  public long netnsCookie() {
    return netnsCookie;
  }

  /// Its network namespace.
  public int netns() {
    return netns;
  }

  /// The id of its cgroup.
  public long cgroupId() {
    return cgroupId;
  }

  /// The owner's user id.
  public int uid() {
    return uid;
  }

  /// Whether it is a full socket.
  public boolean full() {
    return full;
  }

  /// Whether it makes SYN cookies, as more connections are asked for than it can remember.
  public boolean overflows() {
    return overflows;
  }

  /// The protocol number: 6 for TCP.
  public int protocol() {
    return (int) fields.get("protocol");
  }

  /// The address family.
  public int family() {
    return (int) fields.get("family");
  }

  /// References that programs took and did not release.
  public int references() {
    return references;
  }

  /// Counts a reference taken (1) or released (-1).
  public void refer(int change) {
    references += change;
  }

  /// Which sock_ops callbacks programs asked for.
  public int callbackFlags() {
    return callbackFlags;
  }

  /// Sets which sock_ops callbacks are wanted.
  public void callbackFlags(int flags) {
    callbackFlags = flags;
  }

  /// The value of an option, null when nobody set it.
  public byte @Nullable [] option(int level, int name) {
    byte[] value = options.get(new Option(level, name));
    return value == null ? null : value.clone();
  }

  /// Sets an option.
  public void option(int level, int name, byte[] value) {
    Option option = new Option(level, name);
    options.put(option, value.clone());
    optionsSet.add(option);
  }

  /// The options set, in order, also by programs.
  public List<Option> optionsSet() {
    return List.copyOf(optionsSet);
  }

  /// The address that `bpf_bind` gave it as `struct sockaddr`, null for none.
  public byte @Nullable [] bound() {
    return bound == null ? null : bound.clone();
  }

  /// Notes a `bpf_bind`.
  public void bind(byte[] address) {
    bound = address.clone();
  }

  @Override
  public String toString() {
    return (protocol() == 6 ? "tcp" : protocol() == 17 ? "udp" : "protocol " + protocol())
        + " socket"
        + (cookie == 0 ? "" : " " + cookie);
  }

  private static StructLayout layout(String struct) {
    return new StructLayout(KernelStructs.byName(struct).orElseThrow());
  }
}
