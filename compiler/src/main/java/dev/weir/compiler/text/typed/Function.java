// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.typed;

import dev.weir.bytecode.diag.Span;
import java.util.List;
import java.util.Objects;

/// A function as it is at one kind of hook. Functions are checked for each hook that reaches them;
/// equal results are shared, different ones get names of their own.
///
/// Structures and other aggregates are passed as [Type.View] of origin `PARAMETER`; inline
/// functions may return aggregates, subprograms only take and return scalars.
///
/// @param name unique in the unit
/// @param linkage inlined, subprogram, or global subprogram
/// @param parameters without the context
/// @param result [Type#NONE] when it returns nothing
/// @param usesContext whether the body needs the context; a subprogram then gets it as an
///   additional first parameter
/// @param changesPacket whether a call leaves packet pointers invalid
public record Function(
    String name,
    Linkage linkage,
    List<Variable> parameters,
    Type result,
    Block body,
    boolean usesContext,
    boolean changesPacket,
    String doc,
    Span span) {
  /// Copies the list.
  public Function {
    Objects.requireNonNull(name);
    parameters = List.copyOf(parameters);
  }

  /// How a function is compiled.
  public enum Linkage {
    /// Into each caller.
    INLINE,
    /// As a static subprogram.
    NOINLINE,
    /// As a global subprogram.
    GLOBAL
  }
}
