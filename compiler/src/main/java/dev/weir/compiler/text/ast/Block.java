// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.ast;

import dev.weir.bytecode.diag.Span;
import java.util.List;

/// Statements in braces; the last one, when an expression, is the block's value.
///
/// @param statements in order
/// @param span from brace to brace
public record Block(List<Statement> statements, Span span) {
  /// Copies the list.
  public Block {
    statements = List.copyOf(statements);
  }

  /// The place of the closing brace, or of the end where it is missing.
  public Span end() {
    return new Span(span.file(), Math.max(span.start(), span.end() - 1), span.end());
  }
}
