// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import java.util.EnumSet;
import java.util.Set;

/// Which machine registers allocated instructions read and write.
///
/// @param reads read
/// @param writes written or destroyed
record RegisterUse(Set<Reg> reads, Set<Reg> writes) {

  /// The registers of an instruction.
  static RegisterUse of(MachInsn<Reg> insn) {
    RegisterUse use = new RegisterUse(EnumSet.noneOf(Reg.class), EnumSet.noneOf(Reg.class));
    switch (insn) {
      case MachInsn.Plain<Reg>(var plain, _, _) -> InsnRegisters.map(plain, use::read, use::write);
      case MachInsn.Tied<Reg>(var tied, _, _) ->
          InsnRegisters.map(tied, use::read, reg -> use.write(use.read(reg)));
      case MachInsn.Copy<Reg>(Reg dst, Reg src, _) -> {
        use.read(src);
        use.write(dst);
      }
      case MachInsn.Symbol<Reg>(Reg dst, _, _) -> use.write(dst);
      case MachInsn.FrameAddress<Reg>(Reg dst, _, _) -> use.write(dst);
      case MachInsn.Call<Reg> call -> {
        use.reads.addAll(call.arguments());
        use.writes.addAll(Intervals.CALLER_SAVED);
      }
      case MachInsn.CompareExchange<Reg> o -> {
        use.reads.addAll(Set.of(Reg.R0));
        use.read(o.base());
        use.read(o.operand());
        use.write(Reg.R0);
      }
    }
    return use;
  }

  private Reg read(Reg reg) {
    reads.add(reg);
    return reg;
  }

  private Reg write(Reg reg) {
    writes.add(reg);
    return reg;
  }

  /// Whether a block sets a register before anything in it reads that.
  static boolean writesBeforeReading(MachBlock<Reg> block, Reg reg) {
    for (MachInsn<Reg> insn : block.insns()) {
      RegisterUse use = of(insn);
      if (use.reads().contains(reg)) {
        return false;
      }
      if (use.writes().contains(reg)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a terminator reads a register.
  static boolean reads(MachTerminator<Reg> terminator, Reg reg) {
    return switch (terminator) {
      case MachTerminator.Jump<Reg> _ -> false;
      case MachTerminator.Branch<Reg> branch ->
          branch.left() == reg || branch.right().equals(Operand.reg(reg));
      case MachTerminator.Return<Reg>(var value, _) -> value.isPresent() && reg == Reg.R0;
    };
  }
}
