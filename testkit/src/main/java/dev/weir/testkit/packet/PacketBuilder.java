// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.packet;

import dev.weir.testkit.packet.Layer.Ethernet;
import dev.weir.testkit.packet.Layer.Icmp;
import dev.weir.testkit.packet.Layer.Ipv4;
import dev.weir.testkit.packet.Layer.Ipv6;
import dev.weir.testkit.packet.Layer.Payload;
import dev.weir.testkit.packet.Layer.Tcp;
import dev.weir.testkit.packet.Layer.Udp;
import dev.weir.testkit.packet.Layer.Vlan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Builds a packet header by header, outermost first; [#build] fills in types, lengths and
/// checksums.
///
/// ```java
/// Packet request =
///     Packet.ethernet()
///         .vlan(42)
///         .ipv4("10.0.0.1", "10.0.0.2").ttl(3)
///         .tcp(40000, 80).syn()
///         .build();
/// ```
///
/// What is said of a header (`ttl`, `flags`) is said right behind it. Mutable; each `build` gives a
/// packet of its own.
public final class PacketBuilder {
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int PSH = 8;
  private static final int ACK = 16;

  private final List<Layer> layers = new ArrayList<>();

  PacketBuilder() {}

  PacketBuilder add(Layer layer) {
    layers.add(layer);
    return this;
  }

  /// An Ethernet header; the type follows from the next header.
  public PacketBuilder ethernet(String destination, String source) {
    return add(new Ethernet(Addresses.mac(destination), Addresses.mac(source), -1));
  }

  /// A VLAN tag.
  ///
  /// @param id 0 to 4095
  public PacketBuilder vlan(int id) {
    return add(new Vlan(id, 0));
  }

  /// An IPv4 header: ttl 64, not fragmented.
  public PacketBuilder ipv4(String source, String destination) {
    return add(new Ipv4(Addresses.ipv4(source), Addresses.ipv4(destination), 64, 0, 0, 0x4000, -1));
  }

  /// An IPv6 header: hop limit 64.
  public PacketBuilder ipv6(String source, String destination) {
    return add(new Ipv6(Addresses.ipv6(source), Addresses.ipv6(destination), 64, 0, 0, -1));
  }

  /// A TCP header with the ACK flag.
  public PacketBuilder tcp(int source, int destination) {
    return add(new Tcp(source, destination, 1, 1, ACK, 65535));
  }

  /// A UDP header.
  public PacketBuilder udp(int source, int destination) {
    return add(new Udp(source, destination, true));
  }

  /// An ICMP header, for IPv4 or IPv6 after the header before it.
  public PacketBuilder icmp(int type, int code) {
    return add(new Icmp(type, code, 0, ipIndex() >= 0 && layers.get(ipIndex()) instanceof Ipv6));
  }

  /// An echo request.
  public PacketBuilder ping(int id, int sequence) {
    boolean six = ipIndex() >= 0 && layers.get(ipIndex()) instanceof Ipv6;
    return add(new Icmp(six ? 128 : 8, 0, (id << 16) | (sequence & 0xffff), six));
  }

  /// The data behind the last header.
  public PacketBuilder payload(byte[] bytes) {
    return add(new Payload(bytes.clone()));
  }

  /// The data behind the last header, as UTF-8.
  public PacketBuilder payload(String text) {
    return payload(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Data of `size` bytes that count up from zero.
  public PacketBuilder payload(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) i;
    }
    return payload(bytes);
  }

  /// The ether type of the last Ethernet header, instead of the one that fits what follows.
  public PacketBuilder etherType(int type) {
    return change(Ethernet.class, e -> new Ethernet(e.destination(), e.source(), type));
  }

  /// The priority of the last VLAN tag.
  public PacketBuilder priority(int priority) {
    return change(Vlan.class, v -> new Vlan(v.id(), priority));
  }

  /// The ttl or hop limit of the last IP header.
  public PacketBuilder ttl(int ttl) {
    return changeIp(
        ip ->
            new Ipv4(
                ip.source(), ip.destination(), ttl, ip.tos(), ip.id(), ip.fragment(), ip.number()),
        ip ->
            new Ipv6(
                ip.source(),
                ip.destination(),
                ttl,
                ip.trafficClass(),
                ip.flowLabel(),
                ip.number()));
  }

  /// The type of service or traffic class of the last IP header.
  public PacketBuilder tos(int tos) {
    return changeIp(
        ip ->
            new Ipv4(
                ip.source(), ip.destination(), ip.ttl(), tos, ip.id(), ip.fragment(), ip.number()),
        ip ->
            new Ipv6(
                ip.source(), ip.destination(), ip.hopLimit(), tos, ip.flowLabel(), ip.number()));
  }

  /// The protocol number of the last IP header, instead of the one that fits what follows.
  public PacketBuilder protocol(int number) {
    return changeIp(
        ip ->
            new Ipv4(
                ip.source(), ip.destination(), ip.ttl(), ip.tos(), ip.id(), ip.fragment(), number),
        ip ->
            new Ipv6(
                ip.source(),
                ip.destination(),
                ip.hopLimit(),
                ip.trafficClass(),
                ip.flowLabel(),
                number));
  }

  /// Makes the last IPv4 header one of a fragment.
  ///
  /// @param offset of the fragment's data in bytes, a multiple of 8
  /// @param more whether more fragments follow
  public PacketBuilder fragment(int offset, boolean more) {
    int field = (more ? 0x2000 : 0) | offset / 8;
    return change(
        Ipv4.class,
        ip ->
            new Ipv4(
                ip.source(), ip.destination(), ip.ttl(), ip.tos(), ip.id(), field, ip.number()));
  }

  /// The flags of the last TCP header: FIN 1, SYN 2, RST 4, PSH 8, ACK 16.
  public PacketBuilder flags(int flags) {
    return change(
        Tcp.class,
        tcp ->
            new Tcp(
                tcp.source(),
                tcp.destination(),
                tcp.sequence(),
                tcp.acknowledgement(),
                flags,
                tcp.window()));
  }

  /// Makes the last TCP header the first of a connection.
  public PacketBuilder syn() {
    return flags(SYN);
  }

  /// Makes the last TCP header the answer to the first of a connection.
  public PacketBuilder synAck() {
    return flags(SYN | ACK);
  }

  /// Makes the last TCP header one with data.
  public PacketBuilder push() {
    return flags(PSH | ACK);
  }

  /// Makes the last TCP header the end of a connection.
  public PacketBuilder fin() {
    return flags(FIN | ACK);
  }

  /// Makes the last TCP header an abort.
  public PacketBuilder reset() {
    return flags(RST);
  }

  /// Sequence and acknowledgement numbers of the last TCP header.
  public PacketBuilder sequence(int sequence, int acknowledgement) {
    return change(
        Tcp.class,
        tcp ->
            new Tcp(
                tcp.source(),
                tcp.destination(),
                sequence,
                acknowledgement,
                tcp.flags(),
                tcp.window()));
  }

  /// Leaves the checksum of the last UDP header 0, which means none.
  public PacketBuilder withoutChecksum() {
    return change(Udp.class, udp -> new Udp(udp.source(), udp.destination(), false));
  }

  /// The packet.
  public Packet build() {
    byte[] rest = new byte[0];
    Layer next = new Payload(rest);
    for (int i = layers.size() - 1; i >= 0; i--) {
      Layer layer = layers.get(i);
      rest = layer.with(below(i), next, rest);
      next = layer;
    }
    return Packet.of(rest);
  }

  private Optional<Layer> below(int index) {
    for (int i = index - 1; i >= 0; i--) {
      if (layers.get(i) instanceof Ipv4 || layers.get(i) instanceof Ipv6) {
        return Optional.of(layers.get(i));
      }
    }
    return Optional.empty();
  }

  private int ipIndex() {
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (layers.get(i) instanceof Ipv4 || layers.get(i) instanceof Ipv6) {
        return i;
      }
    }
    return -1;
  }

  private PacketBuilder changeIp(UnaryOperator<Ipv4> four, UnaryOperator<Ipv6> six) {
    int index = ipIndex();
    if (index < 0) {
      throw new IllegalStateException("there is no IP header yet");
    }
    switch (layers.get(index)) {
      case Ipv4 ip -> layers.set(index, four.apply(ip));
      case Ipv6 ip -> layers.set(index, six.apply(ip));
      default -> throw new IllegalStateException("no IP header at " + index);
    }
    return this;
  }

  private <L extends Layer> PacketBuilder change(Class<L> kind, UnaryOperator<L> change) {
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (kind.isInstance(layers.get(i))) {
        layers.set(i, change.apply(kind.cast(layers.get(i))));
        return this;
      }
    }
    throw new IllegalStateException("there is no " + kind.getSimpleName() + " header yet");
  }
}
