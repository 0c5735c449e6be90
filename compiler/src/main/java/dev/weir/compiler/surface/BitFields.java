// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.surface;

import dev.weir.compiler.text.typed.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Parts of header fields that are smaller than the field.
public final class BitFields {
  private static final Map<String, Bits> ALL = table();

  private BitFields() {}

  /// Some bits of a field.
  ///
  /// @param field name of the whole field
  /// @param shift bits of the field's number, host byte order, below the part
  /// @param width of the part in bits
  public record Bits(String field, int shift, int width) {
    /// The type of the part.
    public Type type() {
      if (width == 1) {
        return Type.BOOL;
      }
      return width <= 8 ? Type.U8 : width <= 16 ? Type.U16 : Type.U32;
    }

    /// The bits of the part, moved to bit 0.
    public long mask() {
      return (1L << width) - 1;
    }
  }

  /// The part of that name of a header.
  ///
  /// @param header name of the header's type
  public static Optional<Bits> find(String header, String name) {
    return Optional.ofNullable(ALL.get(header + "." + name));
  }

  /// The names of the parts of a header.
  public static List<String> names(String header) {
    return ALL.keySet().stream()
        .filter(key -> key.startsWith(header + "."))
        .map(key -> key.substring(header.length() + 1))
        .toList();
  }

  private static Map<String, Bits> table() {
    Map<String, Bits> all = new LinkedHashMap<>();
    all.put("Ipv4.version", new Bits("version_ihl", 4, 4));
    all.put("Ipv4.ihl", new Bits("version_ihl", 0, 4));
    all.put("Ipv4.dscp", new Bits("tos", 2, 6));
    all.put("Ipv4.ecn", new Bits("tos", 0, 2));
    all.put("Ipv4.dont_fragment", new Bits("fragment", 14, 1));
    all.put("Ipv4.more_fragments", new Bits("fragment", 13, 1));
    all.put("Ipv4.fragment_offset", new Bits("fragment", 0, 13));
    all.put("Ipv6.version", new Bits("version_class_flow", 28, 4));
    all.put("Ipv6.traffic_class", new Bits("version_class_flow", 20, 8));
    all.put("Ipv6.flow_label", new Bits("version_class_flow", 0, 20));
    all.put("Tcp.data_offset", new Bits("offset_flags", 12, 4));
    List<String> flags = List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr");
    for (int bit = 0; bit < flags.size(); bit++) {
      all.put("Tcp." + flags.get(bit), new Bits("offset_flags", bit, 1));
    }
    return Collections.unmodifiableMap(all);
  }
}
