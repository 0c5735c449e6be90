// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

/// A machine register of eBPF.
///
/// @rfc 9669 section 4.1 (registers and calling convention)
public enum Reg {
  /// Return value; caller-saved.
  R0,
  /// First argument; caller-saved.
  R1,
  /// Second argument; caller-saved.
  R2,
  /// Third argument; caller-saved.
  R3,
  /// Fourth argument; caller-saved.
  R4,
  /// Fifth argument; caller-saved.
  R5,
  /// Callee-saved.
  R6,
  /// Callee-saved.
  R7,
  /// Callee-saved.
  R8,
  /// Callee-saved.
  R9,
  /// Frame pointer, read-only.
  R10;

  private static final Reg[] ALL = values();

  /// The register's number, 0 to 10.
  public int number() {
    return ordinal();
  }

  /// The register of a number.
  ///
  /// @throws IllegalArgumentException when the number is not 0 to 10
  public static Reg of(int number) {
    if (number < 0 || number >= ALL.length) {
      throw new IllegalArgumentException("register number " + number + " outside 0..10");
    }
    return ALL[number];
  }
}
