// SPDX-License-Identifier: Apache-2.0
/// The abstract state of a program at an instruction: registers, stack, frames, references, locks.
///
/// [RegState] and [StackSlot] are immutable values, shared freely; [Frame] and [State] are mutable
/// and copied at branches. [Walk] is what checks and transfers see of the exploration.
@NullMarked
package dev.weir.verifier.state;

import org.jspecify.annotations.NullMarked;
