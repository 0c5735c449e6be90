// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

/// One turn of the path that led to a finding: an instruction after which the way was not simply
/// the next instruction, or could have been another.
///
/// @param slot the instruction
/// @param kind what it does to the way
/// @param next the instruction after it on this path
public record PathStep(int slot, Kind kind, int next) {
  /// What a step does.
  public enum Kind {
    /// A conditional jump that is taken.
    TAKEN,
    /// A conditional jump that is not taken.
    NOT_TAKEN,
    /// A jump.
    JUMP,
    /// A call of a function of the program.
    CALL,
    /// A call that runs a callback.
    CALLBACK,
    /// The return from a function or callback.
    RETURN
  }
}
