// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Exchanges the operands of commutative instructions so that the one which dies is overwritten.
///
/// ```text
/// v3 = v1 + v2      v2 dies, v1 lives      =>      v3 = v2 + v1      (no copy of v1)
/// ```
///
/// Linear, after liveness.
final class OperandChoice {
  private OperandChoice() {}

  /// The function with better operand orders.
  static MachFunction<VReg> choose(MachFunction<VReg> function) {
    Liveness liveness = Liveness.of(function);
    return function.with(
        function.blocks().stream().map(block -> choose(block, liveness.after(block))).toList());
  }

  private static MachBlock<VReg> choose(MachBlock<VReg> block, List<Set<VReg>> after) {
    List<MachInsn<VReg>> insns = new ArrayList<>();
    for (int i = 0; i < block.insns().size(); i++) {
      insns.add(choose(block.insns().get(i), after.get(i)));
    }
    return new MachBlock<>(block.id(), block.parameters(), insns, block.terminator());
  }

  private static MachInsn<VReg> choose(MachInsn<VReg> insn, Set<VReg> after) {
    if (insn instanceof MachInsn.Tied<VReg>(Insn.Alu<VReg> alu, VReg input, var span)
        && alu.src() instanceof Operand.Register<VReg>(VReg right)
        && OperationSelector.commutes(alu.op())
        && !right.equals(alu.dst())
        && after.contains(input)
        && !after.contains(right)) {
      return new MachInsn.Tied<>(
          new Insn.Alu<>(alu.op(), alu.width(), alu.dst(), Operand.reg(input)), right, span);
    }
    return insn;
  }
}
