// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.bytecode.diag.Problem;
import java.util.List;

/// Ends a command with problems to print and an exit code. Never printed as a stack trace.
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The user's program, object or input was rejected.
  static final int REJECTED = 1;

  /// The command could not judge or act: bad usage, a missing file, privilege or kernel feature.
  static final int UNABLE = 2;

  private final transient List<Problem> problems;
  private final int exitCode;

  private Failure(int exitCode, List<Problem> problems) {
    super(problems.isEmpty() ? "" : problems.getFirst().message(), null, false, false);
    this.problems = List.copyOf(problems);
    this.exitCode = exitCode;
  }

  /// Rejection of what the user gave.
  static Failure rejected(List<Problem> problems) {
    return new Failure(REJECTED, problems);
  }

  /// Rejection of what the user gave.
  static Failure rejected(Problem problem) {
    return rejected(List.of(problem));
  }

  /// The command cannot do its work here.
  static Failure unable(Problem problem) {
    return new Failure(UNABLE, List.of(problem));
  }

  /// What to print.
  List<Problem> problems() {
    return problems;
  }

  /// The process's exit code.
  int exitCode() {
    return exitCode;
  }
}
