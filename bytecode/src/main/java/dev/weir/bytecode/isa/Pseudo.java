// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

/// What the immediate of a 64-bit immediate load means (the `src_reg` field).
///
/// @rfc 9669 section 5.4 (64-bit immediate instructions)
public enum Pseudo {
  /// A plain 64-bit value.
  VALUE,
  /// Low word: map file descriptor; result: the map.
  MAP_FD,
  /// Low word: map file descriptor, high word: offset; result: address in the map's first value.
  MAP_VALUE,
  /// Low word: BTF id of a kernel variable; result: its address.
  BTF_ID,
  /// Low word: relative slot offset of a function; result: its address, for callbacks.
  FUNC,
  /// Low word: index into the load's descriptor array; result: the map.
  MAP_IDX,
  /// Low word: index into the descriptor array, high word: offset; result: address in the value.
  MAP_IDX_VALUE;

  /// The value of the `src_reg` field.
  public int code() {
    return ordinal();
  }
}
