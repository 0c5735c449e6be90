// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

/// Byte-order conversion.
///
/// @rfc 9669 section 4.2 (byte swap instructions)
public enum SwapKind {
  /// Between host and little-endian order; also truncates.
  LE,
  /// Between host and big-endian order; also truncates.
  BE,
  /// Unconditional swap (Linux 6.6); also truncates.
  BSWAP
}
