// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.state;

import org.jspecify.annotations.Nullable;

/// Eight bytes of a frame's stack. Immutable.
///
/// @param kinds one [ByteKind] ordinal a byte; the byte at the lowest address in the lowest bits
/// @param spilled the register whose value lies here; for dynptrs, iterators and saved interrupt
///   flags what the slot is part of; null for other contents
/// @kernel v6.12 include/linux/bpf_verifier.h struct bpf_stack_state
public record StackSlot(long kinds, @Nullable RegState spilled) {
  /// Nothing was ever stored here.
  public static final StackSlot INVALID = new StackSlot(0, null);

  /// What one byte of the stack holds.
  public enum ByteKind {
    /// Nothing yet.
    INVALID,
    /// Part of a spilled register.
    SPILL,
    /// Some data.
    MISC,
    /// Zero.
    ZERO,
    /// Part of a dynptr.
    DYNPTR,
    /// Part of an open-coded iterator.
    ITER,
    /// Part of a saved interrupt flag.
    IRQ_FLAG,
    /// Known to be never read again (6.18 and newer), so no matter for pruning.
    POISON;

    private static final ByteKind[] VALUES = values();

    static ByteKind of(int ordinal) {
      return VALUES[ordinal];
    }
  }

  /// A slot of eight bytes of one kind.
  public static StackSlot all(ByteKind kind) {
    return new StackSlot(0x0101010101010101L * kind.ordinal(), null);
  }

  /// A whole spilled register.
  public static StackSlot spill(RegState value) {
    return new StackSlot(0x0101010101010101L * ByteKind.SPILL.ordinal(), value);
  }

  /// The kind of the byte at `index` 0 (lowest address) to 7.
  public ByteKind kind(int index) {
    return ByteKind.of((int) (kinds >>> (index * Byte.SIZE)) & 0xff);
  }

  /// This with the byte at `index` of another kind; the spilled value stays.
  public StackSlot with(int index, ByteKind kind) {
    int shift = index * Byte.SIZE;
    return new StackSlot(kinds & ~(0xffL << shift) | (long) kind.ordinal() << shift, spilled);
  }
}
