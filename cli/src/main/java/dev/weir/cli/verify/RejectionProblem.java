// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.verify;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.cli.io.ToolProblem;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.explain.Reporter;
import java.util.List;
import java.util.Optional;

/// A verdict that is not acceptance, as a problem in the user's own lines.
public final class RejectionProblem {
  private RejectionProblem() {}

  /// The problem; empty when the program is accepted.
  public static Optional<Problem> of(Verdict verdict, List<SourceFile> sources) {
    return switch (verdict.outcome()) {
      case ACCEPT -> Optional.empty();
      case REJECT -> Reporter.of(verdict).map(report -> report.problem(sources));
      case UNKNOWN ->
          Optional.of(
              ToolProblem.NOT_JUDGED.error(
                  "program `"
                      + verdict.program()
                      + "` on Linux "
                      + verdict.kernel().version()
                      + " cannot be judged: "
                      + verdict.reason()));
    };
  }
}
