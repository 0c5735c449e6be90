// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.transfer;

import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.Walk;

/// Facts about registers as evidence.
final class Describe {
  private Describe() {}

  static String register(Walk walk, Reg reg) {
    return Registers.name(reg) + " is " + value(walk.frame().reg(reg.ordinal()));
  }

  static String operand(Walk walk, Operand<Reg> operand) {
    return switch (operand) {
      case Operand.Register<Reg>(Reg reg) -> register(walk, reg);
      case Operand.Immediate<Reg>(int value) -> "the operand is " + value;
    };
  }

  static String value(RegState state) {
    if (state.isScalar()) {
      return "scalar " + range(state.scalar());
    }
    return state.type().kernelName()
        + (state.maybeNull() ? "_or_null" : "")
        + (state.off() == 0 ? "" : "%+d".formatted(state.off()))
        + (state.scalar().isConstant() ? "" : " with offset " + range(state.scalar()));
  }

  static String range(Scalar scalar) {
    if (scalar.isConstant()) {
      return Long.toString(scalar.value());
    }
    return scalar.smin() + ".." + scalar.smax();
  }
}
