// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.text.typed.Type;

/// Types of the language as data in memory, for BTF.
public final class DataTypes {
  private static final DataType BYTE = integer("u8", 1, false);

  private DataTypes() {}

  /// The data type of a type that can be in memory; `void` for one without a value.
  public static DataType of(Type type) {
    return switch (type) {
      case Type.Int(int bytes, boolean signed) -> integer(type.toString(), bytes, signed);
      case Type.Bool _ -> new DataType.IntType("bool", 1, false, true);
      case Type.Be(int bytes) ->
          new DataType.NamedType(type.toString(), integer("u" + bytes * 8, bytes, false));
      case Type.Ip6 _ -> new DataType.NamedType("ip6", new DataType.ArrayType(BYTE, 16));
      case Type.Mac _ -> new DataType.NamedType("mac", new DataType.ArrayType(BYTE, 6));
      case Type.Array(Type element, int count) -> new DataType.ArrayType(of(element), count);
      case Type.Struct s -> structure(s);
      case Type.Enumeration e -> enumeration(e);
      case Type.Verdict _ -> integer("int", 4, true);
      case Type.View(Type target, _, _) -> new DataType.PointerType(of(target));
      case Type.Socket _ -> new DataType.PointerType(new DataType.OpaqueStruct("bpf_sock"));
      case Type.Packet _, Type.Context _, Type.None _, Type.Never _ -> new DataType.VoidType();
    };
  }

  /// A pointer to a kernel structure.
  public static DataType pointerTo(String struct) {
    return new DataType.PointerType(new DataType.OpaqueStruct(struct));
  }

  private static DataType integer(String name, int bytes, boolean signed) {
    return new DataType.IntType(name, bytes, signed, false);
  }

  private static DataType structure(Type.Struct struct) {
    return new DataType.StructType(
        struct.name(),
        struct.size(),
        struct.align(),
        struct.fields().stream()
            .map(f -> new DataType.Field(f.name(), f.offset(), of(f.type()), f.doc()))
            .toList());
  }

  private static DataType enumeration(Type.Enumeration enumeration) {
    Type.Int representation = enumeration.representation();
    return new DataType.EnumType(
        enumeration.name(),
        representation.bytes(),
        representation.signed(),
        enumeration.enumerators().stream()
            .map(e -> new DataType.Constant(e.name(), e.value()))
            .toList());
  }
}
