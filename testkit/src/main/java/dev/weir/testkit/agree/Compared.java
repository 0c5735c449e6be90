// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

/// One program as the kernel and the model see it.
///
/// @param object name of the object
/// @param program name of the program
/// @param standing how the two verdicts relate
/// @param kernel what the kernel says of a program it rejects, or why it could not be asked
/// @param model what the model says, when it does not accept
/// @param kernelInsns instructions the kernel processed; 0 where unknown
/// @param modelInsns instructions the model processed
/// @param kernelMicros duration of the kernel's verification; 0 where unknown
/// @param modelMicros duration of the model's
public record Compared(
    String object,
    String program,
    Standing standing,
    String kernel,
    String model,
    int kernelInsns,
    int modelInsns,
    long kernelMicros,
    long modelMicros) {
  /// How two verdicts relate.
  public enum Standing {
    /// Both accept.
    BOTH_ACCEPT("ok+"),
    /// Both reject.
    BOTH_REJECT("ok-"),
    /// Only the model accepts.
    FALSE_ACCEPT("FALSE-ACCEPT"),
    /// Only the kernel accepts.
    FALSE_REJECT("FALSE-REJECT"),
    /// The model cannot tell.
    UNKNOWN("UNKNOWN"),
    /// The kernel gives no verdict: it has no such program type, map or symbol here.
    NOT_JUDGED("not-judged");

    private final String label;

    Standing(String label) {
      this.label = label;
    }

    /// As printed.
    public String label() {
      return label;
    }
  }

  /// A line of the table.
  public String line() {
    return "%-13s %s:%s insns %d/%d us %d/%d%s%s"
        .formatted(
            standing.label(),
            object,
            program,
            kernelInsns,
            modelInsns,
            kernelMicros,
            modelMicros,
            kernel.isEmpty() ? "" : " | kernel: " + kernel,
            model.isEmpty() ? "" : " | model: " + model);
  }
}
