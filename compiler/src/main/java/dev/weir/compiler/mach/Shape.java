// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An instruction apart from its registers, to compare code before and after allocation.
final class Shape {
  /// The shape of the constant zero.
  static final String ZERO =
      of(new MachInsn.Plain<>(new Insn.Mov<>(Width.W32, "v", Operand.imm(0)), null));

  private Shape() {}

  /// The instruction with all registers alike; equal for instructions that differ in registers
  /// only.
  static <R> String of(MachInsn<R> insn) {
    return switch (insn) {
      case MachInsn.Plain<R>(Insn<R> plain, _, _) -> "plain " + of(plain);
      case MachInsn.Tied<R>(Insn<R> tied, _, _) -> "tied " + of(tied);
      case MachInsn.Copy<R> _ -> "copy";
      case MachInsn.Symbol<R>(_, var target, _) -> "symbol " + target;
      case MachInsn.FrameAddress<R>(_, int offset, _) -> "frame " + offset;
      case MachInsn.Call<R> call -> "call " + call.callee() + " " + call.arguments().size();
      case MachInsn.CompareExchange<R> o -> "cmpxchg " + o.size() + " " + o.offset();
    };
  }

  private static <R> String of(Insn<R> insn) {
    return InsnRegisters.<R, String>map(insn, _ -> "v", _ -> "v").toString();
  }

  /// The registers an instruction reads, the frame pointer included, in an order that depends on
  /// the shape alone; where a two-operand instruction names its destination as source, its input.
  static <R> List<R> reads(MachInsn<R> insn) {
    List<R> reads = new ArrayList<>();
    switch (insn) {
      case MachInsn.Plain<R>(Insn<R> plain, _, _) -> collect(plain, reads);
      case MachInsn.Tied<R>(Insn<R> tied, R input, _) -> {
        R destination = written(tied).orElseThrow();
        collect(tied, reads);
        reads.replaceAll(register -> register.equals(destination) ? input : register);
        reads.add(input);
      }
      case MachInsn.Copy<R>(_, R src, _) -> reads.add(src);
      case MachInsn.Symbol<R> _, MachInsn.FrameAddress<R> _ -> {}
      case MachInsn.Call<R> call -> reads.addAll(call.arguments());
      case MachInsn.CompareExchange<R> o ->
          reads.addAll(List.of(o.base(), o.operand(), o.expected()));
    }
    return reads;
  }

  /// The machine registers that allocated code reads, as the machine does: calls take R1 and so on.
  static List<Reg> machineReads(MachInsn<Reg> insn) {
    return switch (insn) {
      case MachInsn.Call<Reg> call -> Operands.ARGUMENTS.subList(0, call.arguments().size());
      case MachInsn.CompareExchange<Reg> o -> List.of(o.base(), o.operand(), Reg.R0);
      case MachInsn.Tied<Reg>(Insn<Reg> tied, _, var span) ->
          reads(new MachInsn.Tied<>(tied, written(tied).orElseThrow(), span));
      case MachInsn.Plain<Reg> _,
          MachInsn.Copy<Reg> _,
          MachInsn.Symbol<Reg> _,
          MachInsn.FrameAddress<Reg> _ ->
          reads(insn);
    };
  }

  /// The machine register that allocated code writes, as the machine does.
  static Optional<Reg> machineWrites(MachInsn<Reg> insn) {
    return switch (insn) {
      case MachInsn.Plain<Reg>(Insn<Reg> plain, _, _) -> written(plain);
      case MachInsn.Tied<Reg>(Insn<Reg> tied, _, _) -> written(tied);
      case MachInsn.Copy<Reg>(Reg dst, _, _) -> Optional.of(dst);
      case MachInsn.Symbol<Reg>(Reg dst, _, _) -> Optional.of(dst);
      case MachInsn.FrameAddress<Reg>(Reg dst, _, _) -> Optional.of(dst);
      case MachInsn.Call<Reg> _, MachInsn.CompareExchange<Reg> _ -> Optional.of(Reg.R0);
    };
  }

  private static <R> void collect(Insn<R> insn, List<R> reads) {
    InsnRegisters.map(
        insn,
        register -> {
          reads.add(register);
          return register;
        },
        register -> register);
  }

  private static <R> Optional<R> written(Insn<R> insn) {
    List<R> writes = new ArrayList<>();
    InsnRegisters.map(
        insn,
        register -> register,
        register -> {
          writes.add(register);
          return register;
        });
    return writes.stream().findFirst();
  }
}
