// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.surface;

import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.List;

/// Lays out structures as C does.
public final class Layouts {
  private Layouts() {}

  /// A field without a place.
  public record Member(String name, Type type, String doc) {}

  /// The structure with its fields in order, each at the next multiple of its alignment.
  public static Type.Struct layout(String name, boolean packed, List<Member> members, String doc) {
    List<Type.Field> fields = new ArrayList<>();
    int offset = 0;
    int align = 1;
    for (Member member : members) {
      int fieldAlign = packed ? 1 : member.type().alignBytes();
      offset = roundUp(offset, fieldAlign);
      fields.add(new Type.Field(member.name(), member.type(), offset, member.doc()));
      offset += member.type().sizeBytes();
      align = Math.max(align, fieldAlign);
    }
    return new Type.Struct(name, roundUp(offset, align), align, fields, doc);
  }

  /// The key of a longest-prefix map: the prefix length in bits, then the address.
  public static Type.Struct prefix(Type address) {
    return layout(
        "lpm_" + address,
        false,
        List.of(
            new Member("prefix_length", Type.U32, "Bits of the address that count."),
            new Member("address", address, "")),
        "");
  }

  private static int roundUp(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }
}
