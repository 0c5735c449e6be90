// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Fields that share bytes with others: parts of header fields, and the 32-bit words of an IPv6
/// address.
final class HeaderBits {
  /// Some bits of a field.
  private record Bits(String field, int shift, int width) {}

  private static final Map<String, Bits> ALL = table();
  private static final List<String> WORDS = List.of("w0", "w1", "w2", "w3");

  private HeaderBits() {}

  /// The part of that name of what the base holds.
  static Optional<Place> find(Place base, String name) {
    if (base.type() instanceof Type.Ip6 && WORDS.contains(name)) {
      return Optional.of(word(base, WORDS.indexOf(name)));
    }
    if (!(base.type() instanceof Type.Struct struct)) {
      return Optional.empty();
    }
    Bits bits = ALL.get(struct.name() + "." + name);
    if (bits == null) {
      return Optional.empty();
    }
    return struct
        .field(bits.field())
        .map(whole ->
            new Place.Bits(
                new Place.Field(base, whole), bits.shift(), bits.width(), type(bits.width())));
  }

  private static Place word(Place base, int index) {
    return base instanceof Place.Context context
        ? new Place.Context(context.field(), index, Type.BE32)
        : new Place.Field(base, new Type.Field(WORDS.get(index), Type.BE32, index * 4, ""));
  }

  /// The names of the parts of a type.
  static List<String> names(Type type) {
    if (type instanceof Type.Ip6) {
      return WORDS;
    }
    List<String> names = new ArrayList<>();
    for (String key : ALL.keySet()) {
      if (key.startsWith(type + ".")) {
        names.add(key.substring(key.indexOf('.') + 1));
      }
    }
    return names;
  }

  private static Type type(int width) {
    if (width == 1) {
      return Type.BOOL;
    }
    return width <= 8 ? Type.U8 : width <= 16 ? Type.U16 : Type.U32;
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
    return java.util.Collections.unmodifiableMap(all);
  }
}
