// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.diag.Problem;

/// A mistake that ends the reading of a line; whoever reads the text reports it and goes on.
final class LineError extends Exception {
  private static final long serialVersionUID = 1;
  private final transient Problem problem;

  LineError(Problem problem) {
    super(problem.message(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
