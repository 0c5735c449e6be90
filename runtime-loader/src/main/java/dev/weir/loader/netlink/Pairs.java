// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.netlink;

import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.netlink.NetlinkMessage.Attributes;
import dev.weir.loader.sys.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Pairs of devices in the network namespace in which the opening thread is: veth, netkit, uveth.
/// The three put their peer's description into the same attribute. Not thread-safe.
///
/// @kernel v6.12 drivers/net/netkit.c netkit_new_link
public final class Pairs implements AutoCloseable {
  private static final int CREATE_NEW = 0x400 | 0x200;
  private static final int LINK_SIZE = 16;
  private static final int INDEX_OFFSET = 4;
  private static final int FLAGS_OFFSET = 8;
  private static final int IFF_UP = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_LINK = 5;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_NET_NS_FD = 28;
  private static final int INFO_KIND = 1;
  private static final int INFO_DATA = 2;
  private static final int PEER_INFO = 1;
  private static final int IFLA_NETKIT_MODE = 5;

  private final NetlinkSocket socket;

  /// Works over a socket that its owner closes.
  Pairs(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// Opens rtnetlink in the calling thread's network namespace.
  ///
  /// @throws BpfException when the kernel refuses
  public static Pairs open() {
    return new Pairs(NetlinkSocket.open());
  }

  /// Creates a pair.
  ///
  /// @param name of the first end, which configures the pair
  /// @param peerName of the other end
  /// @param peerNamespace the network namespace of the other end; empty for this one
  /// @param mode for netkit and uveth; empty for the kernel's default (netkit: L3, uveth: L2)
  /// @param options for uveth
  /// @return the first end
  /// @throws BpfException when the kernel refuses or does not know the kind
  public Pair create(
      PairKind kind,
      String name,
      String peerName,
      Optional<Fd> peerNamespace,
      Optional<PairMode> mode,
      UvethOptions options) {
    Consumer<NetlinkRequest> peer =
        r -> {
          link(r, 0).attribute(IFLA_IFNAME, peerName);
          peerNamespace.ifPresent(ns -> r.attribute(IFLA_NET_NS_FD, ns.number()));
        };
    Consumer<NetlinkRequest> data =
        d -> {
          switch (kind) {
            case VETH -> {}
            case NETKIT -> mode.ifPresent(m -> d.attribute(IFLA_NETKIT_MODE, m.ordinal()));
            case UVETH -> {
              mode.ifPresent(m -> d.attribute(UvethAttribute.MODE.number(), m.ordinal()));
              options.write(d);
            }
          }
          d.nested(PEER_INFO, peer);
        };
    NetlinkRequest request =
        link(NetlinkRequest.of("RTM_NEWLINK", 16, CREATE_NEW), 0)
            .attribute(IFLA_IFNAME, name)
            .nested(
                IFLA_LINKINFO,
                r -> r.attribute(INFO_KIND, kind.kernelName()).nested(INFO_DATA, data));
    socket.request(request, "create the " + kind.kernelName() + " pair " + name + ", " + peerName);
    return get(name);
  }

  /// Changes a uveth pair, from its primary end.
  ///
  /// @throws BpfException when there is none of that name, or the kernel refuses
  public Pair change(String name, UvethOptions options) {
    Pair pair = get(name);
    NetlinkRequest request =
        link(NetlinkRequest.of("RTM_NEWLINK", 16, 0), pair.index())
            .nested(
                IFLA_LINKINFO,
                r ->
                    r.attribute(INFO_KIND, PairKind.UVETH.kernelName())
                        .nested(INFO_DATA, options::write));
    socket.request(request, "change the uveth pair " + name);
    return get(name);
  }

  /// One end of a pair.
  ///
  /// @throws BpfException when there is none of that name, or it is no pair
  public Pair get(String name) {
    NetlinkMessage answer =
        socket
            .request(
                link(NetlinkRequest.of("RTM_GETLINK", 18, 0), 0).attribute(IFLA_IFNAME, name),
                "find the interface " + name)
            .getFirst();
    Attributes attributes = answer.attributes(LINK_SIZE);
    Attributes info = attributes.nested(IFLA_LINKINFO);
    String kindName = info.text(INFO_KIND).orElse("");
    PairKind kind =
        Arrays.stream(PairKind.values())
            .filter(k -> k.kernelName().equals(kindName))
            .findFirst()
            .orElseThrow(() ->
                BpfException.of(
                    LoaderProblem.BAD_TARGET,
                    "interface `"
                        + name
                        + "` is "
                        + (kindName.isEmpty() ? "no virtual device" : "of kind " + kindName)
                        + "; expected veth, netkit or uveth"));
    return new Pair(
        name,
        answer.u32(INDEX_OFFSET),
        kind,
        (answer.u32(FLAGS_OFFSET) & IFF_UP) != 0,
        attributes.u32(IFLA_LINK).orElse(0),
        kind == PairKind.UVETH ? Optional.of(uveth(info.nested(INFO_DATA))) : Optional.empty());
  }

  @Override
  public void close() {
    socket.close();
  }

  private static Pair.Uveth uveth(Attributes data) {
    return new Pair.Uveth(
        flag(data, UvethAttribute.PRIMARY),
        PairMode.values()[data.u32(UvethAttribute.MODE.number()).orElse(0)],
        UvethOptions.Rx.values()[data.u32(UvethAttribute.RX.number()).orElse(0)],
        flag(data, UvethAttribute.KEEP_MARK),
        flag(data, UvethAttribute.KEEP_PRIORITY),
        flag(data, UvethAttribute.KEEP_TSTAMP),
        data.u32(UvethAttribute.PROG_ID.number()),
        counters(data.nested(UvethAttribute.COUNTERS.number())));
  }

  private static Map<String, Long> counters(Attributes nest) {
    Map<String, Long> counters = new LinkedHashMap<>();
    for (UvethCounter counter : UvethCounter.values()) {
      nest.bytes(counter.number())
          .filter(b -> b.length == Long.BYTES)
          .ifPresent(b ->
              counters.put(
                  counter.key(), ByteBuffer.wrap(b).order(ByteOrder.nativeOrder()).getLong()));
    }
    return Collections.unmodifiableMap(counters);
  }

  private static boolean flag(Attributes data, UvethAttribute attribute) {
    return data.bytes(attribute.number()).map(b -> b.length == 1 && b[0] != 0).orElse(false);
  }

  private static NetlinkRequest link(NetlinkRequest request, int index) {
    return request.u8(0).u8(0).u16(0).u32(index).u32(0).u32(0);
  }
}
