// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.ast;

import dev.weir.bytecode.diag.Span;
import java.util.Objects;

/// An identifier where it was written.
///
/// @param text the identifier; empty where the parser had to assume one
/// @param span its place
public record Name(String text, Span span) {
  /// Checks for null.
  public Name {
    Objects.requireNonNull(text);
    Objects.requireNonNull(span);
  }

  @Override
  public String toString() {
    return text;
  }
}
