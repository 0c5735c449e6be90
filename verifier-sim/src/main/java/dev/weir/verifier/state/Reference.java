// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.state;

import org.jspecify.annotations.Nullable;

/// Something a path acquired and must give back: a kernel object, a lock, an interrupt state.
///
/// @param kind what it is
/// @param id the [RegState#refId] of the values that belong to it
/// @param insn slot of the instruction that acquired it
/// @param frame number of the frame that acquired it (callbacks must release what they acquire)
/// @param owner for locks the map or object the lock lies in; null for others
/// @kernel v6.18 include/linux/bpf_verifier.h struct bpf_reference_state
public record Reference(Kind kind, int id, int insn, int frame, @Nullable Object owner) {
  /// What was acquired.
  public enum Kind {
    /// An object, to be released by a helper or kfunc.
    OBJECT,
    /// A `bpf_spin_lock`.
    SPIN_LOCK,
    /// A `bpf_res_spin_lock`.
    RES_SPIN_LOCK,
    /// A `bpf_res_spin_lock` taken with interrupts off.
    RES_SPIN_LOCK_IRQ,
    /// Interrupts that are off.
    IRQ
  }
}
