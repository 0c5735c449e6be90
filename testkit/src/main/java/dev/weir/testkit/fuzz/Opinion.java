// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

/// What the model says about a program.
///
/// @param decision the verdict
/// @param code of the broken rule, such as `W4101`; empty when none is broken
/// @param message why it is refused or not judged; empty when it is accepted
/// @param slot the instruction the message is about
/// @param processed instructions the model went through
/// @param nanos the time it took
public record Opinion(
    Decision decision, String code, String message, int slot, long processed, long nanos) {
  /// A verdict of the model.
  public enum Decision {
    /// The kernel would load it.
    ACCEPT,
    /// The kernel would refuse it.
    REJECT,
    /// The program uses something the model does not know.
    UNKNOWN,
    /// The model itself failed.
    FAULT
  }
}
