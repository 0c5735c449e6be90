// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.transfer;

import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;

/// Reads and writes of registers, with the rules that hold for any instruction.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_reg_arg
final class Registers {
  private Registers() {}

  /// What a register holds.
  ///
  /// @throws Violation if it was never written
  static RegState read(Walk walk, Reg reg) {
    RegState state = walk.frame().reg(reg.ordinal());
    if (state.type() == RegType.NOT_INIT) {
      throw new Violation(Rule.UNINITIALISED_REGISTER, name(reg) + " is read before it is written");
    }
    return state;
  }

  /// The value of an operand: a register's, or an immediate as a number.
  static RegState read(Walk walk, Operand<Reg> operand) {
    return switch (operand) {
      case Operand.Register<Reg>(Reg reg) -> read(walk, reg);
      case Operand.Immediate<Reg>(int value) -> RegState.scalar(Scalar.constant(value));
    };
  }

  /// Refuses to write the frame pointer.
  static void checkWritable(Reg reg) {
    if (reg == Reg.R10) {
      throw new Violation(
          Rule.FRAME_POINTER_WRITTEN, "R10, the frame pointer, must not be written");
    }
  }

  static String name(Reg reg) {
    return "R" + reg.ordinal();
  }
}
