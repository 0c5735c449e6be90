// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.IrFunction;

/// One rewriting of a function, as the table of passes names it.
///
/// @param name what `--dump`, `--disable` and the golden folders call it
/// @param required whether later stages need it, so that it cannot be disabled
/// @param body the rewriting itself; pure
public record Pass(String name, boolean required, Body body) {

  /// The function of a pass.
  @FunctionalInterface
  public interface Body {
    /// The rewritten function; the same object or an equal one when there is nothing to do.
    IrFunction apply(IrFunction function, PassContext context);
  }
}
