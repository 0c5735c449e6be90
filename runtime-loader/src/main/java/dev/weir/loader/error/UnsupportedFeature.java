// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.error;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.kernel.KernelVersion;
import java.io.Serial;
import java.util.Optional;

/// The running kernel lacks a feature.
public final class UnsupportedFeature extends LoaderException {
  @Serial private static final long serialVersionUID = 1L;

  private final String feature;
  private final transient Optional<KernelVersion> since;
  private final String found;

  /// Creates the exception.
  ///
  /// @param feature what is missing, with the user's own names
  /// @param since the first kernel that has it; empty when it depends on how the kernel was built
  /// @param found what this machine has instead, such as its kernel release
  /// @param alternative what to do; may be empty
  public UnsupportedFeature(
      String feature, Optional<KernelVersion> since, String found, String alternative) {
    super(problem(feature, since, found, alternative));
    this.feature = feature;
    this.since = since;
    this.found = found;
  }

  /// What is missing.
  public String feature() {
    return feature;
  }

  /// The first kernel that has it.
  public Optional<KernelVersion> since() {
    return since;
  }

  /// What this machine has instead.
  public String found() {
    return found;
  }

  private static Problem problem(
      String feature, Optional<KernelVersion> since, String found, String alternative) {
    String need = since.map(v -> " needs Linux " + v + " or newer").orElse(" is not supported");
    Problem problem =
        Problem.error(LoaderProblem.UNSUPPORTED.code(), feature + need + "; found " + found);
    return alternative.isEmpty() ? problem : problem.help(alternative);
  }
}
