// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

/// A function too large for its jumps: a 16-bit jump offset cannot reach and no arrangement of
/// intermediate jumps helps. Only without `gotol`, and only in code with many thousand distinct far
/// targets.
///
/// @param slots the length of the function in slots
/// @param distance slots from the jump to where it has to go
public record BranchOutOfRange(int slots, int distance) implements Assembly {}
