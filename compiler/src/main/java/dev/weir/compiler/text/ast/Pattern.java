// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.ast;

import dev.weir.bytecode.diag.Span;
import java.util.Optional;

/// A pattern of a `match` arm.
public sealed interface Pattern {
  /// The place of the pattern.
  Span span();

  /// `_`.
  record Wildcard(Span span) implements Pattern {}

  /// A constant or enumerator.
  record Named(Path path, Span span) implements Pattern {}

  /// `NAME(BINDING)`.
  ///
  /// @param binding empty for `_`
  record Binding(Path path, Optional<Name> binding, Span span) implements Pattern {}

  /// A literal.
  record Value(Expression value, Span span) implements Pattern {}

  /// `FROM..TO` or `FROM..=TO`.
  record Range(Expression from, Expression to, boolean inclusive, Span span) implements Pattern {}
}
