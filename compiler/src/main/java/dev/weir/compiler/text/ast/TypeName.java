// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.ast;

import dev.weir.bytecode.diag.Span;
import java.util.List;

/// A type as written.
public sealed interface TypeName {
  /// The place of the whole type.
  Span span();

  /// `name` or `name<arguments>`.
  record Named(Path path, List<TypeName> arguments, Span span) implements TypeName {
    /// Copies the list.
    public Named {
      arguments = List.copyOf(arguments);
    }
  }

  /// `[element; length]`.
  record Array(TypeName element, Expression length, Span span) implements TypeName {}
}
