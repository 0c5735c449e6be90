// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import java.util.function.Function;

/// Replaces the registers of an instruction.
final class InsnRegisters {
  private InsnRegisters() {}

  /// The instruction over other registers.
  ///
  /// @param read for registers that are only read
  /// @param write for the register that is written, read or not; called after `read`
  /// @throws IllegalArgumentException for instructions that are never selected
  static <A, B> Insn<B> map(Insn<A> insn, Function<A, B> read, Function<A, B> write) {
    return switch (insn) {
      case Insn.Alu<A>(var op, var width, A dst, Operand<A> src) -> {
        Operand<B> right = map(src, read);
        yield new Insn.Alu<>(op, width, write.apply(dst), right);
      }
      case Insn.Mov<A>(var width, A dst, Operand<A> src) -> {
        Operand<B> right = map(src, read);
        yield new Insn.Mov<>(width, write.apply(dst), right);
      }
      case Insn.MovSx<A>(var width, int fromBits, A dst, A src) -> {
        B right = read.apply(src);
        yield new Insn.MovSx<>(width, fromBits, write.apply(dst), right);
      }
      case Insn.Neg<A>(var width, A dst) -> new Insn.Neg<>(width, write.apply(dst));
      case Insn.Swap<A>(var kind, int bits, A dst) -> new Insn.Swap<>(kind, bits, write.apply(dst));
      case Insn.LoadImm64<A>(A dst, var pseudo, long imm) ->
          new Insn.LoadImm64<>(write.apply(dst), pseudo, imm);
      case Insn.Load<A>(var size, boolean signed, A dst, A base, short offset) -> {
        B address = read.apply(base);
        yield new Insn.Load<>(size, signed, write.apply(dst), address, offset);
      }
      case Insn.Store<A>(var size, A base, short offset, Operand<A> src) ->
          new Insn.Store<>(size, read.apply(base), offset, map(src, read));
      case Insn.Atomic<A>(var op, boolean fetch, var size, A base, short offset, A src) -> {
        B address = read.apply(base);
        B operand = fetch ? write.apply(src) : read.apply(src);
        yield new Insn.Atomic<>(op, fetch, size, address, offset, operand);
      }
      case Insn.AddrSpaceCast<A> _,
          Insn.MovPerCpu<A> _,
          Insn.LoadAcquire<A> _,
          Insn.StoreRelease<A> _,
          Insn.LoadAbs<A> _,
          Insn.LoadInd<A> _,
          Insn.JumpIf<A> _,
          Insn.Jump<A> _,
          Insn.JumpIndirect<A> _,
          Insn.MayGoto<A> _,
          Insn.CallHelper<A> _,
          Insn.CallKfunc<A> _,
          Insn.CallLocal<A> _,
          Insn.CallReg<A> _,
          Insn.Exit<A> _,
          Insn.Raw<A> _ ->
          throw new IllegalArgumentException("never selected: " + insn);
    };
  }

  private static <A, B> Operand<B> map(Operand<A> operand, Function<A, B> read) {
    return switch (operand) {
      case Operand.Register<A>(A register) -> Operand.reg(read.apply(register));
      case Operand.Immediate<A>(int value) -> Operand.imm(value);
    };
  }
}
