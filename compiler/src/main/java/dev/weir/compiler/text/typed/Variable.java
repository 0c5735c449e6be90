// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.typed;

import dev.weir.bytecode.diag.Span;
import java.util.Objects;

/// A local variable or parameter.
///
/// @param id unique within its function or program
/// @param name the user's name; starts with `$` when the compiler made it up
/// @param type scalar, aggregate (memory of its own), [Type.View] or [Type.Socket] (a pointer)
/// @param mutable whether it is ever assigned after its definition; an aggregate one may be filled
///   in place even if not
/// @param span where it is declared
public record Variable(int id, String name, Type type, boolean mutable, Span span) {
  /// Checks for null.
  public Variable {
    Objects.requireNonNull(name);
    Objects.requireNonNull(type);
    Objects.requireNonNull(span);
  }
}
