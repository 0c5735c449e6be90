// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import java.util.Objects;

/// The second operand of an instruction: a register or a 32-bit immediate (sign-extended to 64
/// bits).
///
/// @param <R> the kind of register
public sealed interface Operand<R> {
  /// A register.
  ///
  /// @param reg the register
  record Register<R>(R reg) implements Operand<R> {
    /// Checks for null.
    public Register {
      Objects.requireNonNull(reg);
    }
  }

  /// An immediate.
  ///
  /// @param value the immediate
  record Immediate<R>(int value) implements Operand<R> {}

  /// A register operand.
  static <R> Operand<R> reg(R reg) {
    return new Register<>(reg);
  }

  /// An immediate operand.
  static <R> Operand<R> imm(int value) {
    return new Immediate<>(value);
  }
}
