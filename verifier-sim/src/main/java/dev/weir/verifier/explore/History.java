// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import org.jspecify.annotations.Nullable;

/// One thing worth remembering about the way since the last kept state: an instruction that was not
/// reached from the one before it, or that did something which precision must follow. Immutable;
/// states share the older part.
///
/// @param slot the instruction
/// @param previous the instruction executed before it
/// @param flags of [#STACK], [#LEFT_IS_STACK], [#RIGHT_IS_STACK]
/// @param frame frame of the stack slot accessed
/// @param stackSlot the stack slot accessed
/// @param links registers and spilled values that changed together; 0 for none, see [Links]
/// @param before the entry before; null for the first since the kept state
/// @param count how many entries there are up to this one
/// @kernel v6.12 include/linux/bpf_verifier.h struct bpf_insn_hist_entry
record History(
    int slot,
    int previous,
    int flags,
    int frame,
    int stackSlot,
    long links,
    @Nullable History before,
    int count) {
  /// The instruction accessed a stack slot.
  static final int STACK = 1;

  /// The left operand of the comparison is a pointer to the stack.
  static final int LEFT_IS_STACK = 2;

  /// The right operand of the comparison is a pointer to the stack.
  static final int RIGHT_IS_STACK = 4;

  /// The number of entries.
  static int count(@Nullable History history) {
    return history == null ? 0 : history.count;
  }

  /// Whether there is an entry for an instruction at the end.
  static boolean endsAt(@Nullable History history, int slot) {
    return history != null && history.slot == slot;
  }
}
