// SPDX-License-Identifier: Apache-2.0
/// The exploration of all paths through a program, one instruction at a time, as the kernel does
/// it: depth first, remembering states, and leaving a path where an equal or more general state was
/// proven before.
///
/// `[dev.weir.verifier.structure.Structure] -> [Exploration]`. [Path] is where the exploration
/// stands; [Pruning] decides whether to go on; [StateEquality] compares states; [Precision] finds
/// which numbers mattered; [Step] hands an instruction to the part that knows it.
@NullMarked
package dev.weir.verifier.explore;

import org.jspecify.annotations.NullMarked;
