// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.typed;

import dev.weir.compiler.text.typed.Type.Field;
import dev.weir.compiler.text.typed.Type.Struct;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A packet header that programs can ask for, and when it is present.
///
/// Present means: the header in front says that this one follows, the packet holds all its bytes,
/// and the fields that say where the next header starts are valid.
///
/// | header | after | first when | condition | where |
/// |---|---|---|---|---|
/// | `ETHERNET` | nothing | the hook's packet starts at layer 2 | none | offset 0 |
/// | `ARP` | Ethernet | never | EtherType 0x0806, `hardware` 1, `protocol` 0x0800, lengths 6 and 4 | 14 |
/// | `IPV4` | Ethernet, nothing | the packet starts at layer 3 | EtherType 0x0800 (after nothing: `version` 4); `version` 4 and `ihl` at least 5; all `ihl * 4` bytes there | 14 or 0 |
/// | `IPV6` | Ethernet, nothing | the packet starts at layer 3 | EtherType 0x86DD (after nothing: `version` 6); `version` 6 | 14 or 0 |
/// | `TCP`, `UDP`, `ICMP` | IPv4 | never | `protocol` 6, 17, 1; fragment offset 0 | IPv4 start + `ihl * 4` |
/// | `TCP`, `UDP`, `ICMP6` | IPv6 | never | `next_header` 6, 17, 58 (no extension headers) | IPv6 start + 40 |
public enum Header {
  /// Ethernet II, 14 bytes.
  ETHERNET(
      "ethernet",
      "Ethernet",
      14,
      field("dst", Type.MAC, 0),
      field("src", Type.MAC, 6),
      field("type", Type.BE16, 12)),
  /// ARP for IPv4 over Ethernet, 28 bytes.
  ARP(
      "arp",
      "Arp",
      28,
      field("hardware", Type.BE16, 0),
      field("protocol", Type.BE16, 2),
      field("hardware_length", Type.U8, 4),
      field("protocol_length", Type.U8, 5),
      field("operation", Type.BE16, 6),
      field("sender_mac", Type.MAC, 8),
      field("sender_ip", Type.BE32, 14),
      field("target_mac", Type.MAC, 18),
      field("target_ip", Type.BE32, 24)),
  /// IPv4 without its options, 20 bytes.
  IPV4(
      "ipv4",
      "Ipv4",
      20,
      field("version_ihl", Type.U8, 0),
      field("tos", Type.U8, 1),
      field("total_length", Type.BE16, 2),
      field("id", Type.BE16, 4),
      field("fragment", Type.BE16, 6),
      field("ttl", Type.U8, 8),
      field("protocol", Type.U8, 9),
      field("checksum", Type.BE16, 10),
      field("src", Type.BE32, 12),
      field("dst", Type.BE32, 16)),
  /// IPv6, 40 bytes.
  IPV6(
      "ipv6",
      "Ipv6",
      40,
      field("version_class_flow", Type.BE32, 0),
      field("payload_length", Type.BE16, 4),
      field("next_header", Type.U8, 6),
      field("hop_limit", Type.U8, 7),
      field("src", Type.IP6, 8),
      field("dst", Type.IP6, 24)),
  /// TCP without its options, 20 bytes.
  TCP(
      "tcp",
      "Tcp",
      20,
      field("src_port", Type.BE16, 0),
      field("dst_port", Type.BE16, 2),
      field("sequence", Type.BE32, 4),
      field("acknowledgement", Type.BE32, 8),
      field("offset_flags", Type.BE16, 12),
      field("window", Type.BE16, 14),
      field("checksum", Type.BE16, 16),
      field("urgent", Type.BE16, 18)),
  /// UDP, 8 bytes.
  UDP(
      "udp",
      "Udp",
      8,
      field("src_port", Type.BE16, 0),
      field("dst_port", Type.BE16, 2),
      field("length", Type.BE16, 4),
      field("checksum", Type.BE16, 6)),
  /// ICMP for IPv4, the 8 bytes every message has.
  ICMP(
      "icmp",
      "Icmp",
      8,
      field("type", Type.U8, 0),
      field("code", Type.U8, 1),
      field("checksum", Type.BE16, 2),
      field("rest", Type.BE32, 4)),
  /// ICMP for IPv6, the 8 bytes every message has.
  ICMP6(
      "icmp6",
      "Icmp6",
      8,
      field("type", Type.U8, 0),
      field("code", Type.U8, 1),
      field("checksum", Type.BE16, 2),
      field("rest", Type.BE32, 4));

  private final String method;
  private final Struct layout;

  Header(String method, String typeName, int size, Field... fields) {
    this.method = method;
    this.layout = new Struct(typeName, size, 1, List.of(fields), "");
  }

  /// The method that asks for it, such as `ipv4`.
  public String method() {
    return method;
  }

  /// Its fixed part as a structure; alignment 1, because packet data may lie anywhere.
  public Struct layout() {
    return layout;
  }

  /// The headers that may follow.
  public List<Header> next() {
    return switch (this) {
      case ETHERNET -> List.of(ARP, IPV4, IPV6);
      case IPV4 -> List.of(TCP, UDP, ICMP);
      case IPV6 -> List.of(TCP, UDP, ICMP6);
      case ARP, TCP, UDP, ICMP, ICMP6 -> List.of();
    };
  }

  /// The header that a method asks for.
  public static Optional<Header> byMethod(String method) {
    return Arrays.stream(values()).filter(header -> header.method.equals(method)).findFirst();
  }

  private static Field field(String name, Type type, int offset) {
    return new Field(name, type, offset, "");
  }
}
