// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.typed;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.Hook;
import java.util.Objects;

/// A program: the body of an `on` block for one of its hooks. [Statement.Return] and the block's
/// value give the verdict.
///
/// @param name unique among programs and functions of the unit
/// @param hook where it runs
/// @param body ends in a value of type `Verdict`, or never
/// @param span the header of the `on` block
public record Program(String name, Hook hook, Block body, String doc, Span span) {
  /// Checks for null.
  public Program {
    Objects.requireNonNull(name);
    Objects.requireNonNull(hook);
    Objects.requireNonNull(body);
  }
}
