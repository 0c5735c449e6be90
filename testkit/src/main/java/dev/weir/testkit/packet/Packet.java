// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.packet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;

/// The bytes of a packet, and what its headers say. Immutable.
///
/// Headers are found from the Ethernet header on, through VLAN tags; questions about headers that
/// are not there fail with a message that shows the packet.
public final class Packet {
  private static final int ETHERNET = 14;
  private static final int VLAN_TAG = 4;
  private static final int OUTER_VLAN = 0x88a8;

  private final byte[] bytes;

  private Packet(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The packet of some bytes, which start with the Ethernet header.
  public static Packet of(byte[] bytes) {
    return new Packet(bytes.clone());
  }

  /// The packet of hexadecimal digits; blanks between bytes are ignored.
  public static Packet ofHex(String digits) {
    return new Packet(HexFormat.of().parseHex(digits.replaceAll("\\s+", "")));
  }

  /// A builder that starts with an Ethernet header between two made-up addresses.
  public static PacketBuilder ethernet() {
    return new PacketBuilder().ethernet("02:00:00:00:00:02", "02:00:00:00:00:01");
  }

  /// A builder that starts with an Ethernet header.
  public static PacketBuilder ethernet(String destination, String source) {
    return new PacketBuilder().ethernet(destination, source);
  }

  /// A builder without any header, for hooks whose packets start with the IP header.
  public static PacketBuilder bare() {
    return new PacketBuilder();
  }

  /// A copy of the bytes.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// The number of bytes.
  public int size() {
    return bytes.length;
  }

  /// The first bytes of this packet.
  public Packet truncated(int size) {
    return new Packet(Arrays.copyOf(bytes, Math.min(size, bytes.length)));
  }

  /// This packet with a byte changed.
  public Packet with(int offset, int value) {
    byte[] changed = bytes.clone();
    changed[offset] = (byte) value;
    return new Packet(changed);
  }

  /// The Ethernet address of the receiver, as text.
  public String destinationMac() {
    return mac(0);
  }

  /// The Ethernet address of the sender, as text.
  public String sourceMac() {
    return mac(6);
  }

  private String mac(int offset) {
    need(offset + 6, "an Ethernet header");
    return HexFormat.ofDelimiter(":").formatHex(bytes, offset, offset + 6);
  }

  /// The id of the outermost VLAN tag, empty when there is none.
  public OptionalInt vlan() {
    need(ETHERNET, "an Ethernet header");
    return isTag(u16(12)) && bytes.length >= ETHERNET + VLAN_TAG
        ? OptionalInt.of(u16(ETHERNET) & 0xfff)
        : OptionalInt.empty();
  }

  /// The ether type of what follows all VLAN tags.
  public int etherType() {
    return u16(networkOffset() - 2);
  }

  /// Where the header behind Ethernet and VLAN tags starts.
  public int networkOffset() {
    need(ETHERNET, "an Ethernet header");
    int offset = ETHERNET;
    while (isTag(u16(offset - 2)) && bytes.length >= offset + VLAN_TAG) {
      offset += VLAN_TAG;
    }
    return offset;
  }

  private static boolean isTag(int type) {
    return type == Layer.VLAN || type == OUTER_VLAN;
  }

  /// Whether the packet is IPv4.
  public boolean isIpv4() {
    return etherType() == Layer.IPV4;
  }

  /// Whether the packet is IPv6.
  public boolean isIpv6() {
    return etherType() == Layer.IPV6;
  }

  /// The sender of the IP packet, as text.
  public String source() {
    return address(true);
  }

  /// The receiver of the IP packet, as text.
  public String destination() {
    return address(false);
  }

  private String address(boolean source) {
    int ip = networkOffset();
    int offset = ip + (isIpv4() ? source ? 12 : 16 : source ? 8 : 24);
    int size = isIpv4() ? 4 : 16;
    needIp(offset + size);
    return Addresses.text(Arrays.copyOfRange(bytes, offset, offset + size));
  }

  /// The ttl or hop limit.
  public int ttl() {
    int offset = networkOffset() + (isIpv4() ? 8 : 7);
    needIp(offset + 1);
    return bytes[offset] & 0xff;
  }

  /// The number of the protocol inside IP: 1 ICMP, 6 TCP, 17 UDP, 58 ICMP for IPv6.
  public int protocol() {
    int offset = networkOffset() + (isIpv4() ? 9 : 6);
    needIp(offset + 1);
    return bytes[offset] & 0xff;
  }

  /// Where the header inside IP starts.
  public int transportOffset() {
    int ip = networkOffset();
    needIp(ip + (isIpv4() ? 20 : 40));
    return ip + (isIpv4() ? (bytes[ip] & 0xf) * 4 : 40);
  }

  /// The sender's TCP or UDP port.
  public int sourcePort() {
    return port(0);
  }

  /// The receiver's TCP or UDP port.
  public int destinationPort() {
    return port(2);
  }

  private int port(int at) {
    if (protocol() != Layer.TCP && protocol() != Layer.UDP) {
      throw missing("a TCP or UDP header");
    }
    int offset = transportOffset() + at;
    need(offset + 2, "a TCP or UDP header");
    return u16(offset);
  }

  /// What follows the innermost known header.
  public byte[] payload() {
    int offset = transportOffset();
    int from =
        switch (protocol()) {
          case Layer.TCP -> offset + (bytes[offset + 12] >> 4 & 0xf) * 4;
          case Layer.UDP, Layer.ICMP, Layer.ICMP6 -> offset + 8;
          default -> offset;
        };
    return Arrays.copyOfRange(bytes, Math.min(from, bytes.length), bytes.length);
  }

  /// Whether all checksums of IP, TCP, UDP and ICMP headers are right.
  public boolean checksumsRight() {
    int ip = networkOffset();
    int transport = transportOffset();
    if (isIpv4() && new Checksum().add(bytes, ip, transport).value() != 0) {
      return false;
    }
    boolean known =
        switch (protocol()) {
          case Layer.TCP, Layer.UDP, Layer.ICMP, Layer.ICMP6 -> true;
          default -> false;
        };
    boolean none = !known || (protocol() == Layer.UDP && u16(transport + 6) == 0);
    Checksum sum = new Checksum();
    if (protocol() != Layer.ICMP) {
      int from = isIpv4() ? ip + 12 : ip + 8;
      sum.add(bytes, from, from + (isIpv4() ? 8 : 32));
      sum.add(protocol()).add(bytes.length - transport);
    }
    return none || sum.add(bytes, transport, bytes.length).value() == 0;
  }

  /// A 16-bit number in network order.
  public int u16(int offset) {
    need(offset + 2, "2 bytes at " + offset);
    return ByteBuffer.wrap(bytes).getShort(offset) & 0xffff;
  }

  private void needIp(int end) {
    if (!isIpv4() && !isIpv6()) {
      throw missing("an IP header");
    }
    need(end, "a whole IP header");
  }

  private void need(int end, String what) {
    if (bytes.length < end) {
      throw missing(what);
    }
  }

  private IllegalStateException missing(String what) {
    return new IllegalStateException("the packet has not " + what + ": " + this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Packet that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// The bytes as hexadecimal digits.
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
