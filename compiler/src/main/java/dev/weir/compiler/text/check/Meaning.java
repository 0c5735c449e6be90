// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.compiler.text.check.Module.Declared;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Lookup;
import dev.weir.compiler.text.typed.MapDeclaration;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;

/// What an expression as written turned out to be.
sealed interface Meaning {
  /// A value.
  record Value(Expr expr) implements Meaning {}

  /// Something in memory or in the context.
  ///
  /// @param whyNot why it cannot be assigned; empty when it can
  record Stored(Place place, String whyNot) implements Meaning {
    boolean writable() {
      return whyNot.isEmpty();
    }
  }

  /// A value that may be absent.
  record Absent(Lookup lookup) implements Meaning {}

  /// A type.
  record Named(Type type) implements Meaning {}

  /// A map.
  record OfMap(MapDeclaration map) implements Meaning {}

  /// A counter.
  record Counter(Declared declared) implements Meaning {}

  /// The context, or the packet.
  record OfContext() implements Meaning {}

  /// A function, by its name alone.
  record OfFunction(Declared declared) implements Meaning {}

  /// A route lookup, which only `match` and `if let` take apart.
  record Fib(FibLookup lookup) implements Meaning {}
}
