// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.netlink;

import dev.weir.loader.error.BpfException;
import dev.weir.loader.sys.Fd;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Network interfaces, addresses, routes and neighbours of the network namespace in which the
/// opening thread is, over rtnetlink. Not thread-safe.
///
/// @kernel v6.12 include/uapi/linux/{rtnetlink,if_link,if_addr,neighbour}.h
public final class Interfaces implements AutoCloseable {
  private static final int CREATE_NEW = 0x400 | 0x200;
  private static final int CREATE_OR_REPLACE = 0x400 | 0x100;
  private static final int AF_UNSPEC = 0;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int LINK_SIZE = 16;
  private static final int LINK_INDEX_OFFSET = 4;
  private static final int IFF_UP = 1;
  private static final int IFLA_ADDRESS = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_NET_NS_FD = 28;
  private static final int INFO_KIND = 1;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_F_NODAD = 2;
  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RT_TABLE_MAIN = 254;
  private static final int RTPROT_STATIC = 4;
  private static final int RT_SCOPE_LINK = 253;
  private static final int RTN_UNICAST = 1;
  private static final int RTNH_F_ONLINK = 4;
  private static final int NDA_DST = 1;
  private static final int NDA_LLADDR = 2;
  private static final int NUD_PERMANENT = 0x80;

  private final NetlinkSocket socket;

  private Interfaces(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// Opens rtnetlink in the calling thread's network namespace.
  ///
  /// @throws BpfException when the kernel refuses
  public static Interfaces open() {
    return new Interfaces(NetlinkSocket.open());
  }

  /// A network interface.
  ///
  /// @param name its name
  /// @param index its number, unique in its network namespace
  public record Device(String name, int index) {}

  /// The interface of a name in the calling thread's network namespace.
  ///
  /// @throws BpfException when there is none
  public static Device find(String name) {
    try (Interfaces interfaces = open()) {
      return interfaces.get(name);
    }
  }

  /// The interface of a name.
  ///
  /// @throws BpfException when there is none
  public Device get(String name) {
    return new Device(name, describe(name).u32(LINK_INDEX_OFFSET));
  }

  /// The Ethernet address of an interface.
  public byte[] macAddress(Device device) {
    return describe(device.name()).attributes(LINK_SIZE).bytes(IFLA_ADDRESS).orElse(new byte[0]);
  }

  /// Creates a pair of connected Ethernet devices.
  ///
  /// @param peerNamespace the network namespace of the second device; empty for this one
  /// @return the first device
  public Device createVeth(String name, String peerName, Optional<Fd> peerNamespace) {
    new Pairs(socket)
        .create(PairKind.VETH, name, peerName, peerNamespace, Optional.empty(), UvethOptions.NONE);
    return get(name);
  }

  /// Creates a device of a kind that needs no parameters, such as `dummy` or `netkit`.
  public Device create(String name, String kind) {
    NetlinkRequest request =
        link(NetlinkRequest.of("RTM_NEWLINK", 16, CREATE_NEW), 0, 0, 0)
            .attribute(IFLA_IFNAME, name)
            .nested(IFLA_LINKINFO, r -> r.attribute(INFO_KIND, kind));
    socket.request(request, "create the " + kind + " device " + name);
    return get(name);
  }

  /// Removes an interface, and the other end of a pair.
  public void delete(Device device) {
    socket.request(
        link(NetlinkRequest.of("RTM_DELLINK", 17, 0), device.index(), 0, 0),
        "delete the interface " + device.name());
  }

  /// Switches an interface on.
  public void setUp(Device device) {
    socket.request(
        link(NetlinkRequest.of("RTM_NEWLINK", 16, 0), device.index(), IFF_UP, IFF_UP),
        "switch on the interface " + device.name());
  }

  /// Gives an interface to another network namespace.
  public void moveTo(Device device, Fd namespace) {
    socket.request(
        link(NetlinkRequest.of("RTM_NEWLINK", 16, 0), device.index(), 0, 0)
            .attribute(IFLA_NET_NS_FD, namespace.number()),
        "move the interface " + device.name() + " to another network namespace");
  }

  /// Gives an interface an address; IPv6 addresses are usable at once (no duplicate detection).
  ///
  /// @param prefixBits how many leading bits name the network that the interface reaches directly
  public void addAddress(Device device, InetAddress address, int prefixBits) {
    NetlinkRequest request =
        NetlinkRequest.of("RTM_NEWADDR", 20, CREATE_OR_REPLACE)
            .u8(family(address))
            .u8(prefixBits)
            .u8(address instanceof Inet4Address ? 0 : IFA_F_NODAD)
            .u8(0)
            .u32(device.index())
            .attribute(IFA_LOCAL, address.getAddress())
            .attribute(IFA_ADDRESS, address.getAddress());
    socket.request(
        request,
        "add the address " + address.getHostAddress() + "/" + prefixBits + " to " + device.name());
  }

  /// Adds a route through an interface.
  ///
  /// @param gateway the next hop, taken to be on the interface's network; empty for none
  public void addRoute(
      Device device, InetAddress destination, int prefixBits, Optional<InetAddress> gateway) {
    boolean direct = gateway.isEmpty() && destination instanceof Inet4Address;
    NetlinkRequest request =
        NetlinkRequest.of("RTM_NEWROUTE", 24, CREATE_OR_REPLACE)
            .u8(family(destination))
            .u8(prefixBits)
            .u8(0)
            .u8(0)
            .u8(RT_TABLE_MAIN)
            .u8(RTPROT_STATIC)
            .u8(direct ? RT_SCOPE_LINK : 0)
            .u8(RTN_UNICAST)
            .u32(gateway.isPresent() ? RTNH_F_ONLINK : 0)
            .attribute(RTA_DST, destination.getAddress())
            .attribute(RTA_OIF, device.index());
    gateway.ifPresent(g -> request.attribute(RTA_GATEWAY, g.getAddress()));
    socket.request(
        request,
        "add a route to "
            + destination.getHostAddress()
            + "/"
            + prefixBits
            + " through "
            + device.name());
  }

  /// Tells the Ethernet address of a neighbour for good, so that nobody asks for it.
  public void addNeighbour(Device device, InetAddress address, byte[] macAddress) {
    NetlinkRequest request =
        NetlinkRequest.of("RTM_NEWNEIGH", 28, CREATE_OR_REPLACE)
            .u8(family(address))
            .u8(0)
            .u16(0)
            .u32(device.index())
            .u16(NUD_PERMANENT)
            .u8(0)
            .u8(0)
            .attribute(NDA_DST, address.getAddress())
            .attribute(NDA_LLADDR, macAddress);
    socket.request(
        request,
        "add the neighbour "
            + address.getHostAddress()
            + " ("
            + HexFormat.ofDelimiter(":").formatHex(macAddress)
            + ") to "
            + device.name());
  }

  @Override
  public void close() {
    socket.close();
  }

  private NetlinkMessage describe(String name) {
    List<NetlinkMessage> answer =
        socket.request(
            link(NetlinkRequest.of("RTM_GETLINK", 18, 0), 0, 0, 0).attribute(IFLA_IFNAME, name),
            "find the interface " + name);
    return answer.getFirst();
  }

  private static NetlinkRequest link(NetlinkRequest request, int index, int flags, int change) {
    return request.u8(AF_UNSPEC).u8(0).u16(0).u32(index).u32(flags).u32(change);
  }

  private static int family(InetAddress address) {
    return address instanceof Inet4Address ? AF_INET : AF_INET6;
  }
}
