// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.ast;

import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.Span;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One source file.
///
/// @param file where it was read from
/// @param module its name, absent when the file does not state one
/// @param doc documentation of the module; may be empty
/// @param license the licence string, absent when not stated
/// @param uses imports, in order
/// @param declarations in order
public record Unit(
    SourceFile file,
    Optional<Path> module,
    String doc,
    Optional<License> license,
    List<Use> uses,
    List<Declaration> declarations) {
  /// Copies the lists.
  public Unit {
    Objects.requireNonNull(file);
    uses = List.copyOf(uses);
    declarations = List.copyOf(declarations);
  }

  /// `use MODULE { NAME, NAME }`.
  ///
  /// @param module where the names are declared
  /// @param names what is imported; at least one
  public record Use(Path module, List<Name> names, Span span) {
    /// Copies the list.
    public Use {
      names = List.copyOf(names);
    }
  }

  /// `license "TEXT"`.
  public record License(String text, Span span) {}
}
