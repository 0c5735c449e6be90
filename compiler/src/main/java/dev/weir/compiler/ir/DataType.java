// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import java.util.List;
import java.util.Objects;

/// A type of data in memory, with layout, as BTF and generated code show it.
public sealed interface DataType {
  /// The size in bytes; 0 for [VoidType].
  int sizeBytes();

  /// An integer.
  ///
  /// @param name as shown, such as `u32` or `be16`
  record IntType(String name, int sizeBytes, boolean signed, boolean bool) implements DataType {}

  /// No value.
  record VoidType() implements DataType {
    @Override
    public int sizeBytes() {
      return 0;
    }
  }

  /// A pointer, 8 bytes.
  record PointerType(DataType target) implements DataType {
    @Override
    public int sizeBytes() {
      return 8;
    }
  }

  /// An array.
  record ArrayType(DataType element, int count) implements DataType {
    @Override
    public int sizeBytes() {
      return element.sizeBytes() * count;
    }
  }

  /// A structure; padding lies wherever no field does.
  record StructType(String name, int sizeBytes, int alignBytes, List<Field> fields)
      implements DataType {
    /// Copies the list.
    public StructType {
      fields = List.copyOf(fields);
    }
  }

  /// A field.
  ///
  /// @param offsetBytes from the structure's start
  record Field(String name, int offsetBytes, DataType type, String doc) {
    /// Checks for null.
    public Field {
      Objects.requireNonNull(name);
      Objects.requireNonNull(type);
    }
  }

  /// An enumeration.
  record EnumType(String name, int sizeBytes, boolean signed, List<Constant> constants)
      implements DataType {
    /// Copies the list.
    public EnumType {
      constants = List.copyOf(constants);
    }
  }

  /// An enumerator.
  record Constant(String name, long value) {}

  /// A name for another type.
  record NamedType(String name, DataType type) implements DataType {
    @Override
    public int sizeBytes() {
      return type.sizeBytes();
    }
  }

  /// A kernel type known by its C name only, such as the context of a hook.
  record OpaqueStruct(String name) implements DataType {
    @Override
    public int sizeBytes() {
      return 0;
    }
  }
}
