// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import java.util.Objects;

/// An SSA value: defined once, by an operation, a block parameter or a function parameter.
///
/// @param id unique in the function
/// @param type its type
/// @param name the user's name for it, for dumps and stack reports; may be empty
public record Value(int id, IrType type, String name) {
  /// Checks for null.
  public Value {
    Objects.requireNonNull(type);
    Objects.requireNonNull(name);
  }
}
