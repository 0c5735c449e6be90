// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler;

import java.util.Objects;
import java.util.function.Supplier;

/// How the back end works.
///
/// @param checkAllocation whether every register allocation is proved right
/// @param dump where the stages `select`, `alloc` and `code` show their results
public record BackendOptions(boolean checkAllocation, Dump dump) {
  /// Checks for null.
  public BackendOptions {
    Objects.requireNonNull(dump);
  }

  /// No checks beyond the usual, no dumps.
  public static BackendOptions standard() {
    return new BackendOptions(false, (_, _, _) -> {});
  }

  /// Takes what a stage made.
  @FunctionalInterface
  public interface Dump {
    /// Takes the result of a stage.
    ///
    /// @param stage the stage's name
    /// @param function the function's name
    /// @param text prints the result
    void dump(String stage, String function, Supplier<String> text);
  }
}
