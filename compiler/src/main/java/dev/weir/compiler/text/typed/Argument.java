// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.typed;

/// An argument of a helper call, one for each of the helper's `args`.
public sealed interface Argument {
  /// A scalar (lowering widens it to 64 bits, by its signedness) or a socket.
  record Value(Expr value) implements Argument {}

  /// The program's context.
  record Context() implements Argument {}

  /// A map.
  record OfMap(MapDeclaration map) implements Argument {}

  /// The address of a place in memory: stack (scalars are put there first), map value, global or
  /// packet. Where the helper writes, the place holds the result afterwards.
  record Memory(Place place) implements Argument {}

  /// The null pointer.
  record Null() implements Argument {}
}
