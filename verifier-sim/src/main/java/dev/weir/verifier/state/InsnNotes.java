// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.state;

import org.jspecify.annotations.Nullable;

/// What all paths through one instruction have in common; lives as long as the exploration.
///
/// The kernel rewrites some instructions by what they access, once for all paths, so paths that
/// disagree are refused.
///
/// @kernel v6.12 include/linux/bpf_verifier.h struct bpf_insn_aux_data
public final class InsnNotes {
  private @Nullable RegState accessed;
  private @Nullable Object callee;

  /// The pointer that an earlier path accessed memory through here; null when none did.
  public @Nullable RegState accessed() {
    return accessed;
  }

  /// Remembers the pointer that this path accesses memory through.
  public void setAccessed(RegState pointer) {
    accessed = pointer;
  }

  /// The function that a call here calls, once found; null before.
  public @Nullable Object callee() {
    return callee;
  }

  /// Remembers the function that a call here calls.
  public void setCallee(Object function) {
    callee = function;
  }
}
