// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import java.util.Objects;

/// A reference of an instruction to something that has no number before linking or loading.
///
/// @param slot the instruction's first slot, from the function's start
/// @param target what is referred to
public record Relocation(int slot, Target target) {
  /// Checks for null.
  public Relocation {
    Objects.requireNonNull(target);
  }

  /// What a relocation refers to.
  public sealed interface Target {
    /// A map, from a 64-bit immediate load.
    record MapRef(String map) implements Target {}

    /// A place in a map's first value, from a 64-bit immediate load.
    record MapValueRef(String map, int offset) implements Target {}

    /// A place in a data section, from a 64-bit immediate load.
    record DataRef(String section, int offset) implements Target {}

    /// A function of the object: the callee of a local call, or the address loaded for a callback.
    record FunctionRef(String function) implements Target {}

    /// A kernel function.
    ///
    /// @param weak whether the program loads without it
    record KfuncRef(String name, boolean weak) implements Target {}

    /// A kernel variable or config value (`__ksym`, `__kconfig`), from a 64-bit immediate load.
    record ExternRef(String name, boolean weak) implements Target {}
  }
}
