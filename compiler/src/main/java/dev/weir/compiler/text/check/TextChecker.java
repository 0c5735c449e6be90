// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.text.ModuleSource;
import dev.weir.compiler.text.typed.Unit;
import java.util.Objects;

/// Resolves names and types of a syntax tree, and finds everything that is wrong with it.
public final class TextChecker {
  private TextChecker() {}

  /// What a check depends on besides the source.
  ///
  /// @param target the oldest kernel the program is for
  /// @param modules where used modules are found; `std` need not be included
  public record Options(KernelVersion target, ModuleSource modules) {
    /// Checks for null.
    public Options {
      Objects.requireNonNull(target);
      Objects.requireNonNull(modules);
    }
  }

  /// The typed tree of a unit that was parsed without errors. When the check reports errors the
  /// tree is incomplete and must not be lowered.
  public static Unit check(
      dev.weir.compiler.text.ast.Unit unit, Options options, Diagnostics diagnostics) {
    return UnitChecker.check(unit, options, diagnostics);
  }
}
