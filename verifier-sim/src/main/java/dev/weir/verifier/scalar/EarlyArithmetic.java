// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import dev.weir.bytecode.isa.AluOp;

/// What kernels before 6.8 refuse to compute; they give up more, and give it up differently.
final class EarlyArithmetic {
  private EarlyArithmetic() {}

  /// Whether the result depends on the operands at all.
  static boolean computes(AluOp op, boolean wide, Ranges operand) {
    Bounds bounds = operand.of(wide);
    boolean constant = wide ? operand.bits.isConstant() : operand.bits.isLowConstant();
    if (bounds.contradictory() || constant && !bounds.isConstant()) {
      return false;
    }
    return constant || op == AluOp.ADD || op == AluOp.SUB || op == AluOp.AND;
  }

  /// Whether a shift stays in its width, and the operation is one that is followed.
  static boolean inRange(AluOp op, boolean wide, Ranges operand) {
    return switch (op) {
      case LSH, RSH, ARSH -> Long.compareUnsigned(operand.wide.umax, wide ? 64 : 32) < 0;
      case DIV, SDIV, MOD, SMOD -> false;
      case ADD, SUB, MUL, AND, OR, XOR -> true;
    };
  }
}
