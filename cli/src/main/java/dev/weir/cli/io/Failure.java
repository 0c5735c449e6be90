// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import dev.weir.bytecode.diag.Problem;
import dev.weir.loader.error.LoaderException;
import java.util.List;

/// Ends a command with problems to print and an exit code. Never printed as a stack trace.
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The user's program, object or input was rejected.
  public static final int REJECTED = 1;

  /// The command could not judge or act: bad usage, a missing file, privilege or kernel feature.
  public static final int UNABLE = 2;

  private final transient List<Problem> problems;
  private final int exitCode;

  private Failure(int exitCode, List<Problem> problems) {
    super(problems.isEmpty() ? "" : problems.getFirst().message(), null, false, false);
    this.problems = List.copyOf(problems);
    this.exitCode = exitCode;
  }

  /// Rejection of what the user gave.
  public static Failure rejected(List<Problem> problems) {
    return new Failure(REJECTED, problems);
  }

  /// Rejection of what the user gave.
  public static Failure rejected(Problem problem) {
    return rejected(List.of(problem));
  }

  /// The command cannot do its work here.
  public static Failure unable(Problem problem) {
    return new Failure(UNABLE, List.of(problem));
  }

  /// An end whose reason was told already.
  public static Failure silent(int exitCode) {
    return new Failure(exitCode, List.of());
  }

  /// What the loader found: a rejection when the object is to blame, else the command cannot do its
  /// work here.
  public static Failure of(LoaderException e) {
    return switch (e.kind()) {
      case REJECTED, TOO_COMPLEX, BAD_OBJECT, UNKNOWN_SECTION, BAD_MAP -> rejected(e.problem());
      case NOT_PERMITTED,
          REFUSED_BY_POLICY,
          UNSUPPORTED,
          PINNED_MAP_DIFFERS,
          BAD_CONSTANT,
          NO_KERNEL_SYMBOL,
          NO_KERNEL_TYPE,
          BAD_TARGET,
          ATTACH_CONFLICT,
          MAP_OPERATION,
          BTF_REFUSED,
          NO_NATIVE_ACCESS,
          NO_TEST_RUN,
          NETWORK_REQUEST,
          NO_CGROUP,
          CANNOT_PIN,
          KERNEL_REFUSED ->
          unable(e.problem());
    };
  }

  /// What to print.
  public List<Problem> problems() {
    return problems;
  }

  /// The process's exit code.
  public int exitCode() {
    return exitCode;
  }
}
