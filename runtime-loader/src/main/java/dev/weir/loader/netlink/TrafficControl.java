// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.netlink;

import dev.weir.loader.error.BpfException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// clsact queueing disciplines and their BPF filters, over rtnetlink. Not thread-safe.
///
/// @kernel v6.12 include/uapi/linux/{pkt_sched,pkt_cls}.h, net/sched/cls_bpf.c
public final class TrafficControl implements AutoCloseable {
  private static final int EEXIST = 17;
  private static final int ENOENT = 2;
  private static final int EINVAL = 22;
  private static final int NLM_F_ECHO = 0x8;
  private static final int NLM_F_DUMP = 0x300;
  private static final int NLM_F_REPLACE = 0x100;
  private static final int NLM_F_EXCL = 0x200;
  private static final int NLM_F_CREATE = 0x400;
  private static final int RTM_NEWTFILTER = 44;
  private static final int CLSACT_HANDLE = 0xffff0000;
  private static final int CLSACT_PARENT = 0xfffffff1;
  private static final int TC_SIZE = 20;
  private static final int ETH_P_ALL = 0x0003;
  private static final int TCA_KIND = 1;
  private static final int TCA_OPTIONS = 2;
  private static final int TCA_BPF_FD = 6;
  private static final int TCA_BPF_NAME = 7;
  private static final int TCA_BPF_FLAGS = 8;
  private static final int TCA_BPF_ID = 11;
  private static final int DIRECT_ACTION = 1;

  private final NetlinkSocket socket;

  private TrafficControl(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// Opens rtnetlink in the calling thread's network namespace.
  ///
  /// @throws BpfException when the kernel refuses
  public static TrafficControl open() {
    return new TrafficControl(NetlinkSocket.open());
  }

  /// Which way packets go; the parent of clsact filters.
  public enum Direction {
    /// Into the machine.
    INGRESS(0xfffffff2),
    /// Out of the machine.
    EGRESS(0xfffffff3);

    private final int parent;

    Direction(int parent) {
      this.parent = parent;
    }
  }

  /// A filter.
  ///
  /// @param kind `bpf` for ours, other kinds for others'
  /// @param priority 1 to 65535, lower runs first
  /// @param protocol Ethernet protocol it sees, in network order as the kernel keeps it
  /// @param handle number within its priority; 0 for a priority's head, which is no filter
  /// @param name of a BPF filter; empty for none
  /// @param programId of a BPF filter; 0 for none
  public record Filter(
      String kind, int priority, int protocol, int handle, String name, int programId) {
    /// Checks for null.
    public Filter {
      Objects.requireNonNull(kind);
      Objects.requireNonNull(name);
    }
  }

  /// Makes sure an interface has a clsact discipline.
  ///
  /// @return whether it was created by this call
  public boolean addClsact(Interfaces.Device device) {
    NetlinkRequest request =
        message("RTM_NEWQDISC", 36, NLM_F_CREATE | NLM_F_EXCL, device, CLSACT_PARENT)
            .attribute(TCA_KIND, "clsact");
    NetlinkSocket.Reply reply = socket.ask(request);
    if (reply.errno() != 0 && reply.errno() != EEXIST) {
      throw BpfException.refused(
          request.name(),
          reply.errno(),
          "create a clsact discipline on " + device.name(),
          reply.explanation());
    }
    return reply.errno() == 0;
  }

  /// Removes the clsact discipline of an interface with all its filters.
  public void deleteClsact(Interfaces.Device device) {
    socket.request(
        message("RTM_DELQDISC", 37, 0, device, CLSACT_PARENT).attribute(TCA_KIND, "clsact"),
        "remove the clsact discipline of " + device.name());
  }

  /// Adds a direct-action BPF filter for all protocols.
  ///
  /// @param priority 1 to 65535; 0 lets the kernel choose
  /// @param name shown by `tc filter show`
  /// @return the filter as the kernel made it
  public Filter addFilter(
      Interfaces.Device device, Direction direction, int priority, int programFd, String name) {
    int flags = NLM_F_CREATE | NLM_F_EXCL | NLM_F_ECHO;
    NetlinkRequest request = filter(device, direction, flags, 0, priority, programFd, name);
    List<NetlinkMessage> echo =
        socket.request(request, "add a filter to " + where(device, direction));
    return echo.stream()
        .filter(m -> m.type() == RTM_NEWTFILTER)
        .map(TrafficControl::filterOf)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("the kernel did not say which filter it made"));
  }

  /// Replaces the program of a filter.
  public void replaceFilter(
      Interfaces.Device device, Direction direction, Filter old, int programFd, String name) {
    int flags = NLM_F_CREATE | NLM_F_REPLACE;
    socket.request(
        filter(device, direction, flags, old.handle(), old.priority(), programFd, name),
        "replace the filter of " + where(device, direction));
  }

  /// Removes a filter; nothing happens when it is gone already.
  public void deleteFilter(Interfaces.Device device, Direction direction, Filter filter) {
    NetlinkRequest request =
        header(
                NetlinkRequest.of("RTM_DELTFILTER", 45, 0),
                device,
                filter.handle(),
                direction.parent,
                filter.priority() << 16 | filter.protocol())
            .attribute(TCA_KIND, filter.kind());
    NetlinkSocket.Reply reply = socket.ask(request);
    if (reply.errno() != 0 && reply.errno() != ENOENT && reply.errno() != EINVAL) {
      throw BpfException.refused(
          request.name(),
          reply.errno(),
          "remove the filter of " + where(device, direction),
          reply.explanation());
    }
  }

  /// The filters of an interface in a direction, in the order in which they run; empty without
  /// clsact.
  public List<Filter> filters(Interfaces.Device device, Direction direction) {
    NetlinkRequest request =
        header(NetlinkRequest.of("RTM_GETTFILTER", 46, NLM_F_DUMP), device, 0, direction.parent, 0);
    NetlinkSocket.Reply reply = socket.ask(request);
    List<Filter> filters = new ArrayList<>();
    for (NetlinkMessage message : reply.messages()) {
      Filter filter = filterOf(message);
      if (filter.handle() != 0) {
        filters.add(filter);
      }
    }
    return filters;
  }

  @Override
  public void close() {
    socket.close();
  }

  private static NetlinkRequest filter(
      Interfaces.Device device,
      Direction direction,
      int flags,
      int handle,
      int priority,
      int programFd,
      String name) {
    return header(
            NetlinkRequest.of("RTM_NEWTFILTER", RTM_NEWTFILTER, flags),
            device,
            handle,
            direction.parent,
            priority << 16 | networkOrder(ETH_P_ALL))
        .attribute(TCA_KIND, "bpf")
        .nested(
            TCA_OPTIONS,
            o ->
                o.attribute(TCA_BPF_FD, programFd)
                    .attribute(TCA_BPF_NAME, name)
                    .attribute(TCA_BPF_FLAGS, DIRECT_ACTION));
  }

  private static NetlinkRequest message(
      String name, int type, int flags, Interfaces.Device device, int parent) {
    return header(NetlinkRequest.of(name, type, flags), device, CLSACT_HANDLE, parent, 0);
  }

  private static NetlinkRequest header(
      NetlinkRequest request, Interfaces.Device device, int handle, int parent, int info) {
    return request.u32(0).u32(device.index()).u32(handle).u32(parent).u32(info);
  }

  private static Filter filterOf(NetlinkMessage message) {
    NetlinkMessage.Attributes attributes = message.attributes(TC_SIZE);
    NetlinkMessage.Attributes options = attributes.nested(TCA_OPTIONS);
    int info = message.u32(16);
    return new Filter(
        attributes.text(TCA_KIND).orElse(""),
        info >>> 16,
        info & 0xffff,
        message.u32(8),
        options.text(TCA_BPF_NAME).orElse(""),
        options.u32(TCA_BPF_ID).orElse(0));
  }

  private static int networkOrder(int value) {
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    return little ? Short.toUnsignedInt(Short.reverseBytes((short) value)) : value;
  }

  private static String where(Interfaces.Device device, Direction direction) {
    return direction.name().toLowerCase(Locale.ROOT) + " of " + device.name();
  }
}
