// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

/// The byte order of a context field's value in memory.
public enum FieldOrder {
  /// The order of the machine.
  HOST,
  /// Network byte order, most significant byte first.
  BIG
}
