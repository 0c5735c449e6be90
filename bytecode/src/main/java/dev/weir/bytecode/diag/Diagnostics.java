// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.diag;

import java.util.ArrayList;
import java.util.List;

/// The sink that phases report problems to; one per compilation.
///
/// Keeps the order of reporting. Not thread-safe.
public final class Diagnostics {
  private final List<Problem> problems = new ArrayList<>();

  /// Records a problem, unless the same one is there already.
  public void report(Problem problem) {
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  /// Whether any problem is an error.
  public boolean hasErrors() {
    return problems.stream().anyMatch(p -> p.severity() == Severity.ERROR);
  }

  /// What was reported, in order.
  public List<Problem> problems() {
    return List.copyOf(problems);
  }
}
