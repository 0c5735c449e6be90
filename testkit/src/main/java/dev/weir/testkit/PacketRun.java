// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import dev.weir.testkit.packet.Packet;
import java.util.LinkedHashMap;
import java.util.Map;

/// A packet and what the context says of it.
///
/// @param packet the packet, from its Ethernet header on
/// @param fields numbers of the context by their kernel names, such as `mark`, `ingress_ifindex`,
///   `cb[0]`; all others are as the place makes them
public record PacketRun(Packet packet, Map<String, Long> fields) {
  /// Copies the fields.
  public PacketRun {
    fields = Map.copyOf(fields);
  }

  /// A packet about which the context says nothing special.
  public static PacketRun of(Packet packet) {
    return new PacketRun(packet, Map.of());
  }

  /// This with a number of the context.
  ///
  /// @param field the kernel's name, such as `mark`; elements of arrays as `cb[0]`
  public PacketRun with(String field, long value) {
    Map<String, Long> more = new LinkedHashMap<>(fields);
    more.put(field, value);
    return new PacketRun(packet, more);
  }

  /// This with a packet mark.
  public PacketRun mark(long mark) {
    return with("mark", mark);
  }
}
