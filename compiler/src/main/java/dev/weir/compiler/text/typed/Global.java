// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.typed;

import dev.weir.bytecode.diag.Span;
import java.util.List;
import java.util.Objects;

/// A global variable or load-time constant.
///
/// @param name unique in the unit
/// @param type scalar or aggregate
/// @param initial its bytes in memory, as long as the type
/// @param readOnly whether it is a load-time constant (`.rodata`)
public record Global(
    String name, Type type, List<Byte> initial, boolean readOnly, String doc, Span span) {
  /// Copies the list and checks its length.
  public Global {
    Objects.requireNonNull(name);
    initial = List.copyOf(initial);
    if (initial.size() != type.sizeBytes()) {
      throw new IllegalArgumentException(name + ": " + initial.size() + " bytes for " + type);
    }
  }
}
