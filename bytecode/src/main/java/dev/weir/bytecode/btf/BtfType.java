// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.util.List;
import java.util.Objects;

/// One BTF type. References are type ids; id 0 is `void`. An empty name means anonymous.
///
/// @kernel v6.12 include/uapi/linux/btf.h
public sealed interface BtfType {
  /// The name; empty for anonymous types and kinds without one.
  default String name() {
    return "";
  }

  /// Integer (kind 1).
  ///
  /// @param sizeBytes 1, 2, 4, 8 or 16
  /// @param bits value bits
  /// @param offset bit offset
  record Int(String name, int sizeBytes, int bits, int offset, Encoding encoding)
      implements BtfType {
    /// How the bits are meant.
    public enum Encoding {
      /// Unsigned.
      UNSIGNED,
      /// Two's complement.
      SIGNED,
      /// Character.
      CHAR,
      /// Truth value.
      BOOL
    }
  }

  /// Pointer (kind 2).
  record Ptr(int type) implements BtfType {}

  /// Array (kind 3).
  record Array(int elementType, int indexType, int count) implements BtfType {}

  /// Structure (kind 4).
  record Struct(String name, int sizeBytes, List<Member> members) implements BtfType {
    /// Copies the list.
    public Struct {
      members = List.copyOf(members);
    }
  }

  /// Union (kind 5).
  record Union(String name, int sizeBytes, List<Member> members) implements BtfType {
    /// Copies the list.
    public Union {
      members = List.copyOf(members);
    }
  }

  /// A member of a structure or union.
  ///
  /// @param bitOffset from the start of the structure
  /// @param bitfieldSize bits of a bit field, 0 for a whole member
  record Member(String name, int type, int bitOffset, int bitfieldSize) {
    /// Checks for null.
    public Member {
      Objects.requireNonNull(name);
    }
  }

  /// Enumeration of up to 32 bits (kind 6).
  record Enum(String name, int sizeBytes, boolean signed, List<Value> values) implements BtfType {
    /// Copies the list.
    public Enum {
      values = List.copyOf(values);
    }
  }

  /// An enumerator.
  record Value(String name, long value) {}

  /// Forward declaration (kind 7).
  record Forward(String name, boolean union) implements BtfType {}

  /// Type alias (kind 8).
  record Typedef(String name, int type) implements BtfType {}

  /// `volatile` (kind 9).
  record Volatile(int type) implements BtfType {}

  /// `const` (kind 10).
  record Const(int type) implements BtfType {}

  /// `restrict` (kind 11).
  record Restrict(int type) implements BtfType {}

  /// Function (kind 12).
  ///
  /// @param prototype id of the [FunctionPrototype]
  record Function(String name, int prototype, FunctionLinkage linkage) implements BtfType {}

  /// Linkage of a function.
  enum FunctionLinkage {
    /// Local.
    STATIC,
    /// Global.
    GLOBAL,
    /// Defined elsewhere.
    EXTERN
  }

  /// Function prototype (kind 13).
  ///
  /// @param returnType type id, 0 for `void`
  /// @param parameters a last parameter without name and type means variadic
  record FunctionPrototype(int returnType, List<Parameter> parameters) implements BtfType {
    /// Copies the list.
    public FunctionPrototype {
      parameters = List.copyOf(parameters);
    }
  }

  /// A parameter.
  record Parameter(String name, int type) {}

  /// Variable (kind 14).
  record Variable(String name, int type, VariableLinkage linkage) implements BtfType {}

  /// Linkage of a variable.
  enum VariableLinkage {
    /// Local.
    STATIC,
    /// Defined here, visible to others.
    GLOBAL_ALLOCATED,
    /// Defined elsewhere.
    EXTERN
  }

  /// ELF section of variables (kind 15).
  record DataSection(String name, int sizeBytes, List<Entry> entries) implements BtfType {
    /// Copies the list.
    public DataSection {
      entries = List.copyOf(entries);
    }
  }

  /// A variable's place in a section, in bytes.
  record Entry(int type, int offset, int size) {}

  /// Floating-point number (kind 16).
  record Float(String name, int sizeBytes) implements BtfType {}

  /// Tag on a declaration (kind 17).
  ///
  /// @param component member or parameter index, -1 for the declaration itself
  record DeclTag(String name, int type, int component) implements BtfType {}

  /// Tag on a type (kind 18).
  record TypeTag(String name, int type) implements BtfType {}

  /// Enumeration of 64 bits (kind 19).
  record Enum64(String name, int sizeBytes, boolean signed, List<Value> values) implements BtfType {
    /// Copies the list.
    public Enum64 {
      values = List.copyOf(values);
    }
  }
}
