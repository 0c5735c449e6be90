// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.typed;

import dev.weir.bytecode.diag.Span;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Statements and, where the block has one, its value.
///
/// @param value evaluated after the statements; absent when the block has no value or never ends
/// @param type type of the value, [Type#NONE], or [Type#NEVER] when control never reaches the end
public record Block(List<Statement> statements, Optional<Expr> value, Type type, Span span) {
  /// Copies the list.
  public Block {
    statements = List.copyOf(statements);
    Objects.requireNonNull(type);
  }
}
