// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.state;

/// Bits that qualify a [RegType]; combined with `|`.
///
/// @kernel v6.12 include/linux/bpf.h enum bpf_type_flag
public final class RegFlag {
  /// Null, or what the type says.
  public static final int MAYBE_NULL = 1;

  /// Memory that must not be written.
  public static final int RDONLY = 1 << 1;

  /// Memory from a ring buffer reservation.
  public static final int RINGBUF = 1 << 2;

  /// User memory.
  public static final int USER = 1 << 3;

  /// Per-CPU memory.
  public static final int PERCPU = 1 << 4;

  /// Walked from another pointer, may be stale: only reads with fault handling.
  public static final int UNTRUSTED = 1 << 5;

  /// Valid, not null, as handed by the kernel.
  public static final int TRUSTED = 1 << 6;

  /// Protected by the RCU read section.
  public static final int RCU = 1 << 7;

  /// An object the program allocated.
  public static final int ALLOC = 1 << 8;

  /// Borrowed from a collection under its lock.
  public static final int NON_OWN_REF = 1 << 9;

  /// A dynptr or slice over an skb.
  public static final int DYNPTR_SKB = 1 << 10;

  /// A dynptr or slice over an XDP buffer.
  public static final int DYNPTR_XDP = 1 << 11;

  /// A dynptr over local memory.
  public static final int DYNPTR_LOCAL = 1 << 12;

  /// A dynptr over a ring buffer record.
  public static final int DYNPTR_RINGBUF = 1 << 13;

  /// Part of a group of scalars that differ by constants ([RegState#off]).
  public static final int ADD_CONST = 1 << 14;

  /// The same for numbers that differ by a constant in their low 32 bits, the upper ones being
  /// zero.
  public static final int ADD_CONST_LOW = 1 << 15;

  /// Either of the two.
  public static final int DISTANT = ADD_CONST | ADD_CONST_LOW;

  /// A dynptr or slice over an skb's metadata.
  public static final int DYNPTR_SKB_META = 1 << 16;

  private RegFlag() {}
}
