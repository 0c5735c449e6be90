// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.core;

import java.util.Optional;

/// What a CO-RE relocation asks about a kernel's types, in the order of `enum bpf_core_relo_kind`.
///
/// @kernel v6.12 include/uapi/linux/bpf.h
enum CoreKind {
  /// Where a field is, in bytes.
  FIELD_BYTE_OFFSET,
  /// How large it is, in bytes.
  FIELD_BYTE_SIZE,
  /// Whether there is such a field.
  FIELD_EXISTS,
  /// Whether it is signed.
  FIELD_SIGNED,
  /// How far to shift left the 64-bit value that holds a bit field.
  FIELD_LSHIFT_U64,
  /// How far to shift right after that.
  FIELD_RSHIFT_U64,
  /// The type's id in the object.
  TYPE_ID_LOCAL,
  /// The type's id in the kernel.
  TYPE_ID_TARGET,
  /// Whether there is such a type.
  TYPE_EXISTS,
  /// How large it is, in bytes.
  TYPE_SIZE,
  /// Whether there is such an enumerator.
  ENUMVAL_EXISTS,
  /// Its value.
  ENUMVAL_VALUE,
  /// Whether the kernel's type has all that the object's has.
  TYPE_MATCHES;

  private static final CoreKind[] ALL = values();

  static Optional<CoreKind> of(int number) {
    return number >= 0 && number < ALL.length ? Optional.of(ALL[number]) : Optional.empty();
  }

  boolean aboutField() {
    return ordinal() <= FIELD_RSHIFT_U64.ordinal();
  }

  boolean aboutEnumerator() {
    return this == ENUMVAL_EXISTS || this == ENUMVAL_VALUE;
  }

  /// Whether absence is an answer, not an error.
  boolean aboutExistence() {
    return this == FIELD_EXISTS
        || this == TYPE_EXISTS
        || this == ENUMVAL_EXISTS
        || this == TYPE_MATCHES;
  }
}
