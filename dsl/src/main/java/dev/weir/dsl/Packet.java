// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import org.jspecify.annotations.Nullable;

/// The packet that a program runs for, at `tc`, `tcx`, `netkit`, `xdp`, `cgroup_skb` and socket
/// hooks.
///
/// A field that the hook does not have is refused when compiling; so is an assignment it does not
/// permit. Headers are asked for and may be absent: when the header in front says that something
/// else follows, when the packet is too short, or when the header is malformed. Calls that may move
/// the packet end all views of headers.
///
/// @kernel v6.18 include/uapi/linux/bpf.h struct __sk_buff, struct xdp_md
public final class Packet {
  private Packet() {}

  /// Bytes of the packet. Linux 4.1.
  public int len() {
    throw Compiled.only();
  }

  /// `PACKET_HOST` and its like. Linux 4.1.
  public int pktType() {
    throw Compiled.only();
  }

  /// The mark (`SO_MARK`, `fwmark`). Linux 4.1.
  public int mark() {
    throw Compiled.only();
  }

  /// Sets the mark (`SO_MARK`, `fwmark`), at hooks that permit it.
  public void mark(int value) {
    throw Compiled.only();
  }

  /// The queue of the device. Linux 4.1.
  public int queueMapping() {
    throw Compiled.only();
  }

  /// Sets the queue of the device, at hooks that permit it.
  public void queueMapping(int value) {
    throw Compiled.only();
  }

  /// The EtherType. Linux 4.1.
  public Be16 protocol() {
    throw Compiled.only();
  }

  /// 1 with a VLAN tag beside the packet. Linux 4.1.
  public int vlanPresent() {
    throw Compiled.only();
  }

  /// The VLAN tag, host byte order. Linux 4.1.
  public int vlanTci() {
    throw Compiled.only();
  }

  /// EtherType of the VLAN tag. Linux 4.1.
  public Be16 vlanProto() {
    throw Compiled.only();
  }

  /// The priority (`SO_PRIORITY`). Linux 4.1.
  public int priority() {
    throw Compiled.only();
  }

  /// Sets the priority (`SO_PRIORITY`), at hooks that permit it.
  public void priority(int value) {
    throw Compiled.only();
  }

  /// The device the packet came in by, 0 for none. Linux 4.2.
  public int ingressIfindex() {
    throw Compiled.only();
  }

  /// The device. Linux 4.2.
  public int ifindex() {
    throw Compiled.only();
  }

  /// The index that classifiers share. Linux 4.2.
  public int tcIndex() {
    throw Compiled.only();
  }

  /// Sets the index that classifiers share, at hooks that permit it.
  public void tcIndex(int value) {
    throw Compiled.only();
  }

  /// A word of the control block, which lasts as long as the packet is in the same layer: `index` 0
  /// to 4.
  public int cb(int index) {
    throw Compiled.only();
  }

  /// Sets a word of the control block.
  public void cb(int index, int value) {
    throw Compiled.only();
  }

  /// The flow hash, 0 when not computed. Linux 4.3.
  public int hash() {
    throw Compiled.only();
  }

  /// The class of the queueing discipline. Linux 4.4.
  public int tcClassid() {
    throw Compiled.only();
  }

  /// Sets the class of the queueing discipline, at hooks that permit it.
  public void tcClassid(int value) {
    throw Compiled.only();
  }

  /// The receive queue. Linux 4.12.
  public int napiId() {
    throw Compiled.only();
  }

  /// `AF_INET` or `AF_INET6`. Linux 4.14.
  public int family() {
    throw Compiled.only();
  }

  /// The peer. Linux 4.14.
  public Be32 remoteIp4() {
    throw Compiled.only();
  }

  /// The own address. Linux 4.14.
  public Be32 localIp4() {
    throw Compiled.only();
  }

  /// The peer. Linux 4.14.
  public Ip6 remoteIp6() {
    throw Compiled.only();
  }

  /// The own address. Linux 4.14.
  public Ip6 localIp6() {
    throw Compiled.only();
  }

  /// The peer's port in the upper two bytes. Linux 4.14.
  public Be32 remotePort() {
    throw Compiled.only();
  }

  /// The own port, host byte order. Linux 4.14.
  public int localPort() {
    throw Compiled.only();
  }

  /// Delivery time or time of receipt in nanoseconds. Linux 5.0.
  public long tstamp() {
    throw Compiled.only();
  }

  /// Sets delivery time or time of receipt in nanoseconds, at hooks that permit it.
  public void tstamp(long value) {
    throw Compiled.only();
  }

  /// Bytes on the wire. Linux 5.0.
  public int wireLen() {
    throw Compiled.only();
  }

  /// Segments of a packet to be segmented. Linux 5.1.
  public int gsoSegs() {
    throw Compiled.only();
  }

  /// Payload bytes of a segment. Linux 5.7.
  public int gsoSize() {
    throw Compiled.only();
  }

  /// Which clock `tstamp` is of. Linux 5.18.
  public int tstampType() {
    throw Compiled.only();
  }

  /// The time stamp of the device in nanoseconds. Linux 5.16.
  public long hwtstamp() {
    throw Compiled.only();
  }

  /// The receive queue. Linux 4.16.
  public int rxQueueIndex() {
    throw Compiled.only();
  }

  /// The device the packet leaves by (`xdp devmap`). Linux 5.8.
  public int egressIfindex() {
    throw Compiled.only();
  }

  /// The Ethernet header; never at `cgroup_skb`, where packets start with the IP header.
  public @Nullable Ethernet ethernet() {
    throw Compiled.only();
  }

  /// The IPv4 header, right behind the Ethernet header or first at `cgroup_skb`.
  public @Nullable Ipv4 ipv4() {
    throw Compiled.only();
  }

  /// The IPv6 header, right behind the Ethernet header or first at `cgroup_skb`.
  public @Nullable Ipv6 ipv6() {
    throw Compiled.only();
  }

  /// The ARP message behind the Ethernet header.
  public @Nullable Arp arp() {
    throw Compiled.only();
  }

  /// The socket that sends or receives the packet, where it is known (`sk`).
  public @Nullable Socket socket() {
    throw Compiled.only();
  }

  /// A copy of a structure at an offset from the packet's start; absent past the end.
  ///
  /// @param type a class literal
  /// @param offset bytes
  public <T> @Nullable T read(Class<T> type, int offset) {
    throw Compiled.only();
  }

  /// Asks the routing table where the packet goes.
  public Fib lookup(Ipv4 ip) {
    throw Compiled.only();
  }

  /// Asks the routing table where the packet goes.
  public Fib lookup(Ipv6 ip) {
    throw Compiled.only();
  }

  /// A number that stays with the socket for its whole life.
  public long cookie() {
    throw Compiled.only();
  }

  /// A number that stays with the network namespace for its whole life.
  public long netnsCookie() {
    throw Compiled.only();
  }
}
