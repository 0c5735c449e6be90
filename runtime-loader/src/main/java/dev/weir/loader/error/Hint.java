// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.error;

import java.util.List;
import java.util.Objects;

/// The likely cause of a refusal.
///
/// @param problem the row of the catalogue
/// @param help what to do, one line each
public record Hint(LoaderProblem problem, List<String> help) {
  /// Copies the list.
  public Hint {
    Objects.requireNonNull(problem);
    help = List.copyOf(help);
  }

  /// A hint.
  public static Hint of(LoaderProblem problem, String... help) {
    return new Hint(problem, List.of(help));
  }
}
