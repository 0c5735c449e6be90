// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.typed;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.MapType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A map of the unit.
///
/// The counters of a unit are the fields of the only element of a per-CPU array named `counters`,
/// in the structure `counters`.
///
/// @param name unique in the unit
/// @param key absent for ring buffers; `u32` for arrays, `i32` for socket storage
/// @param value absent for ring buffers; `u32` for program tables
/// @param maxEntries entries, bytes for ring buffers, 0 for socket storage
/// @param flags `BPF_F_*` creation flags
/// @param programs program names of a tail call table by index; an empty name leaves the index
///   empty
public record MapDeclaration(
    String name,
    MapType type,
    Optional<Type> key,
    Optional<Type> value,
    int maxEntries,
    int flags,
    boolean pinned,
    List<String> programs,
    String doc,
    Span span) {
  /// Copies the list.
  public MapDeclaration {
    Objects.requireNonNull(name);
    Objects.requireNonNull(type);
    programs = List.copyOf(programs);
  }
}
