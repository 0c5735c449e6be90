// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.types;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.FunctionLinkage;
import dev.weir.bytecode.btf.BtfType.Member;
import java.util.ArrayList;
import java.util.List;

/// Types for kernels that do not know the newer kinds: each is replaced by an older one of the same
/// size, so that every id and every size stays.
///
/// | kind | since | becomes |
/// |---|---|---|
/// | 64-bit enumeration | 6.0 | union of its size |
/// | type tag | 5.17 | `const` |
/// | declaration tag | 5.16 | `int` |
/// | floating-point number | 5.13 | structure of its size |
/// | global function | 5.6 | static function |
final class Sanitized {
  private Sanitized() {}

  static Btf of(Btf btf) {
    List<BtfType> types = new ArrayList<>(btf.types());
    int byteId = types.size() + 1;
    types.add(new BtfType.Int("weir_byte", 1, 8, 0, BtfType.Int.Encoding.UNSIGNED));
    for (int i = 0; i < btf.types().size(); i++) {
      types.set(i, of(btf.types().get(i), byteId));
    }
    return new Btf(types);
  }

  private static BtfType of(BtfType type, int byteId) {
    return switch (type) {
      case BtfType.Enum64 t -> new BtfType.Union(t.name(), t.sizeBytes(), member(byteId));
      case BtfType.Float t -> new BtfType.Struct(t.name(), t.sizeBytes(), member(byteId));
      case BtfType.TypeTag t -> new BtfType.Const(t.type());
      case BtfType.DeclTag _ -> new BtfType.Int("weir_tag", 1, 8, 0, BtfType.Int.Encoding.UNSIGNED);
      case BtfType.Function t ->
          new BtfType.Function(t.name(), t.prototype(), FunctionLinkage.STATIC);
      default -> type;
    };
  }

  private static List<Member> member(int byteId) {
    return List.of(new Member("value", byteId, 0, 0));
  }
}
