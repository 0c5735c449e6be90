// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier;

import dev.weir.bytecode.link.LinkException;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;
import java.util.Optional;

/// What the model says of a program.
///
/// @param program its name
/// @param image the program as it was verified; empty where it could not be linked
/// @param kernel the kernel
/// @param outcome whether the kernel accepts it
/// @param reason why there is no verdict; empty where there is one
/// @param finding why it is rejected
/// @param cost what it cost to find out
/// @param nanos the time it took
public record Verdict(
    String program,
    Optional<ProgramImage> image,
    KernelModel kernel,
    Outcome outcome,
    String reason,
    Optional<Finding> finding,
    Cost cost,
    long nanos) {
  /// What the kernel does with a program.
  public enum Outcome {
    /// It loads.
    ACCEPT,
    /// It is refused.
    REJECT,
    /// The model cannot tell.
    UNKNOWN
  }

  /// What is said of a program that cannot be linked, which no kernel gets to see.
  public static Verdict unlinked(String program, KernelModel kernel, LinkException problem) {
    String help = problem.help().isEmpty() ? "" : "; " + String.join("; ", problem.help());
    return new Verdict(
        program,
        Optional.empty(),
        kernel,
        Outcome.UNKNOWN,
        problem.message() + help,
        Optional.empty(),
        Cost.NONE,
        0);
  }

  /// Whether the kernel accepts the program.
  public boolean accepted() {
    return outcome == Outcome.ACCEPT;
  }
}
