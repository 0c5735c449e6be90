// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.error;

import dev.weir.bytecode.diag.Problem;
import java.io.Serial;

/// What the loader throws: always with a [Problem] fit for the user, whose message is the
/// exception's.
public abstract sealed class LoaderException extends RuntimeException
    permits BpfException, UnsupportedFeature {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  LoaderException(Problem problem) {
    super(problem.message());
    this.problem = problem;
  }

  /// What to show to the user.
  public Problem problem() {
    return problem;
  }

  /// The row of the catalogue.
  public LoaderProblem kind() {
    return LoaderProblem.ofCode(problem.code()).orElse(LoaderProblem.KERNEL_REFUSED);
  }
}
