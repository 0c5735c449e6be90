// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

/// Atomic read-modify-write operation.
///
/// @rfc 9669 section 5.3 (atomic operations)
public enum AtomicOp {
  /// Addition.
  ADD(0x00),
  /// Bitwise or.
  OR(0x40),
  /// Bitwise and.
  AND(0x50),
  /// Bitwise exclusive or.
  XOR(0xa0),
  /// Exchange; always fetches.
  XCHG(0xe0),
  /// Compare R0 and exchange; the old value goes to R0; always fetches.
  CMPXCHG(0xf0);

  private final int code;

  AtomicOp(int code) {
    this.code = code;
  }

  /// The operation bits of the immediate, without the fetch bit.
  public int code() {
    return code;
  }
}
