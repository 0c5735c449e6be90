// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.typed;

import dev.weir.bytecode.kernel.ContextField;

/// Something that holds a value of its type. The checker has made sure that a place that is
/// assigned is writable.
public sealed interface Place {
  /// The type of what it holds.
  Type type();

  /// A local variable or parameter itself; for views and sockets, the pointer.
  record Local(Variable variable) implements Place {
    @Override
    public Type type() {
      return variable.type();
    }
  }

  /// A global variable or load-time constant.
  record OfGlobal(Global global) implements Place {
    @Override
    public Type type() {
      return global.type();
    }
  }

  /// What a view points at.
  ///
  /// @param view an expression of type [Type.View]
  /// @param type its target
  record Deref(Expr view, Type type) implements Place {}

  /// A field of the structure that the base holds.
  record Field(Place base, Type.Field field) implements Place {
    @Override
    public Type type() {
      return field.type();
    }
  }

  /// An element of the array that the base holds (bytes, for `ip6` and `mac`).
  ///
  /// @param index a `u32`; at or past `count` it means the last element, which lowering ensures
  ///   unless `inRange`
  /// @param inRange whether the index is known to be below `count`
  record Element(Place base, Expr index, int count, boolean inRange, Type type) implements Place {}

  /// Some bits of the number that the base holds; for a `Be` base, of the number meant. Storing
  /// keeps the other bits.
  ///
  /// @param base an integer place
  /// @param shift the lowest bit
  /// @param width the number of bits
  /// @param type unsigned integer, or bool for one bit
  record Bits(Place base, int shift, int width, Type type) implements Place {}

  /// A field of the context.
  ///
  /// Loads and stores use `sizeBytes` of the field. Where `valueBytes` is smaller (`user_port`,
  /// `protocol`), the value is in the first bytes: a load drops the rest, a store zeroes it. With
  /// type `ip6` this stands for all four elements of a field of four 4-byte elements. A pointer
  /// field (`sk`) appears only in [Lookup.Nullable] or with a type that is never null.
  ///
  /// @param index element of an array field, else 0
  record Context(ContextField field, int index, Type type) implements Place {}

  /// A read-only field of a socket, as `struct bpf_sock` lays it out.
  ///
  /// @param socket an expression of type [Type.Socket]
  record SocketField(Expr socket, ContextField field, int index, Type type) implements Place {}

  /// Fresh memory with the value of an expression, padding zeroed.
  record Temporary(Expr value) implements Place {
    @Override
    public Type type() {
      return value.type();
    }
  }
}
