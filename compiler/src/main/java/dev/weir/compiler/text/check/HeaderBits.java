// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.compiler.surface.BitFields;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;
import java.util.List;
import java.util.Optional;

/// Fields that share bytes with others: parts of header fields, and the 32-bit words of an IPv6
/// address.
final class HeaderBits {
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
    return BitFields.find(struct.name(), name)
        .flatMap(bits ->
            struct
                .field(bits.field())
                .map(whole ->
                    new Place.Bits(
                        new Place.Field(base, whole), bits.shift(), bits.width(), bits.type())));
  }

  private static Place word(Place base, int index) {
    return base instanceof Place.Context context
        ? new Place.Context(context.field(), index, Type.BE32)
        : new Place.Field(base, new Type.Field(WORDS.get(index), Type.BE32, index * 4, ""));
  }

  /// The names of the parts of a type.
  static List<String> names(Type type) {
    return type instanceof Type.Ip6 ? WORDS : BitFields.names(type.toString());
  }
}
