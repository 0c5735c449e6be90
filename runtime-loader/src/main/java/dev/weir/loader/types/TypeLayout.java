// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.types;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;

/// Sizes of types, and types behind their aliases.
public final class TypeLayout {
  private static final int POINTER_BYTES = 8;
  private static final int MAX_DEPTH = 64;

  private TypeLayout() {}

  /// The id behind aliases, qualifiers and tags; 0 for `void`.
  public static int strip(Btf btf, int id) {
    int current = id;
    for (int depth = 0; depth < MAX_DEPTH && current != 0; depth++) {
      int next =
          switch (btf.type(current)) {
            case BtfType.Typedef t -> t.type();
            case BtfType.Volatile t -> t.type();
            case BtfType.Const t -> t.type();
            case BtfType.Restrict t -> t.type();
            case BtfType.TypeTag t -> t.type();
            default -> -1;
          };
      if (next < 0) {
        return current;
      }
      current = next;
    }
    return current;
  }

  /// The size of a type; 0 for types without one, such as functions and `void`.
  public static int sizeBytes(Btf btf, int id) {
    int stripped = strip(btf, id);
    if (stripped == 0) {
      return 0;
    }
    return switch (btf.type(stripped)) {
      case BtfType.Int t -> t.sizeBytes();
      case BtfType.Ptr _ -> POINTER_BYTES;
      case BtfType.Array t -> t.count() * sizeBytes(btf, t.elementType());
      case BtfType.Struct t -> t.sizeBytes();
      case BtfType.Union t -> t.sizeBytes();
      case BtfType.Enum t -> t.sizeBytes();
      case BtfType.Enum64 t -> t.sizeBytes();
      case BtfType.Float t -> t.sizeBytes();
      case BtfType.DataSection t -> t.sizeBytes();
      case BtfType.Variable t -> sizeBytes(btf, t.type());
      case BtfType.Forward _,
          BtfType.Function _,
          BtfType.FunctionPrototype _,
          BtfType.DeclTag _,
          BtfType.Typedef _,
          BtfType.Volatile _,
          BtfType.Const _,
          BtfType.Restrict _,
          BtfType.TypeTag _ ->
          0;
    };
  }
}
