// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.diag.Span;
import java.util.Objects;

/// A name in code that stands for something outside of it; the instruction's number is 0.
///
/// @param slot the instruction's first slot
/// @param kind what the name names
/// @param name the name
/// @param offset bytes from the start of what is named; only for [Kind#MAP_VALUE] and [Kind#DATA]
/// @param weak whether the code loads without it; only for [Kind#KFUNC] and [Kind#EXTERN]
/// @param span where the text refers to it
public record Reference(int slot, Kind kind, String name, int offset, boolean weak, Span span) {
  /// Checks for null.
  public Reference {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(name);
    Objects.requireNonNull(span);
  }

  /// What a name names.
  public enum Kind {
    /// A map: `r1 = map NAME ll`.
    MAP,
    /// A place in a map's first value: `r1 = map_value NAME + 8 ll`.
    MAP_VALUE,
    /// A place in a data section: `r1 = data NAME + 8 ll`.
    DATA,
    /// A function: `call function NAME`, `r1 = function NAME ll`.
    FUNCTION,
    /// A kernel function: `call kfunc NAME`.
    KFUNC,
    /// A kernel variable: `r1 = extern NAME ll`.
    EXTERN
  }
}
