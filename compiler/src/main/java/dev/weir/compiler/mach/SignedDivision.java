// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Width;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Signed division and remainder for kernels before 6.6, from the unsigned ones.
///
/// With `s(x)` all ones for negative `x` and else zero, `|x| = (x ^ s(x)) - s(x)`; the quotient
/// takes the sign of `s(a) ^ s(b)` and the remainder that of `a` the same way. Division by zero
/// follows from the unsigned one: quotient 0, remainder `a`.
final class SignedDivision {
  private final Registers registers;
  private final Width width;
  private final @Nullable Span span;
  private final List<MachInsn<VReg>> insns = new ArrayList<>();

  SignedDivision(Registers registers, Width width, @Nullable Span span) {
    this.registers = registers;
    this.width = width;
    this.span = span;
  }

  /// The instructions of `result = left op right`.
  List<MachInsn<VReg>> expand(AluOp op, VReg result, VReg left, Operand<VReg> right) {
    if (!(right instanceof Operand.Register<VReg>(VReg divisor))) {
      throw new IllegalArgumentException("a divisor in a register is expected");
    }
    VReg leftSign = sign(left);
    VReg rightSign = sign(divisor);
    VReg dividend = negateIf(leftSign, left, registers.fresh(""));
    VReg positive = negateIf(rightSign, divisor, registers.fresh(""));
    if (op == AluOp.SMOD) {
      VReg remainder = alu(AluOp.MOD, registers.fresh(""), dividend, Operand.reg(positive));
      negateIf(leftSign, remainder, result);
    } else {
      VReg quotient = alu(AluOp.DIV, registers.fresh(""), dividend, Operand.reg(positive));
      VReg sign = alu(AluOp.XOR, registers.fresh(""), leftSign, Operand.reg(rightSign));
      negateIf(sign, quotient, result);
    }
    return insns;
  }

  private VReg sign(VReg value) {
    return alu(AluOp.ARSH, registers.fresh(""), value, Operand.imm(width.bits() - 1));
  }

  private VReg negateIf(VReg sign, VReg value, VReg result) {
    VReg flipped = alu(AluOp.XOR, registers.fresh(""), value, Operand.reg(sign));
    return alu(AluOp.SUB, result, flipped, Operand.reg(sign));
  }

  private VReg alu(AluOp op, VReg result, VReg left, Operand<VReg> right) {
    insns.add(OperationSelector.alu(op, width, result, left, right, span));
    return result;
  }
}
