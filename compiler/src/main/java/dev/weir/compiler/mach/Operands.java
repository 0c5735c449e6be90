// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How an instruction reads and writes registers, in the order that things happen.
///
/// ```text
/// 1. anywhere   read from wherever they are, before anything else
/// 2. early      written; and destroyed registers
///    inRegister read from registers
/// 3. late       written
/// ```
///
/// So a late definition may take the register of a value that dies here, and an early one only that
/// of a value read in step 1.
///
/// @param anywhere values read in step 1
/// @param fixed for each of `anywhere`, the machine register that takes it, if it is a certain one
/// @param inRegister values read from registers
/// @param earlyDefinition the value of a two-operand instruction
/// @param lateDefinition the value of any other
/// @param fixedResult the machine register that `lateDefinition` arrives in, if it is a certain one
/// @param clobbersCaller whether R0 to R5 are destroyed
/// @param clobbersResult whether R0 is destroyed
record Operands(
    List<VReg> anywhere,
    List<Optional<Reg>> fixed,
    List<VReg> inRegister,
    Optional<VReg> earlyDefinition,
    Optional<VReg> lateDefinition,
    Optional<Reg> fixedResult,
    boolean clobbersCaller,
    boolean clobbersResult) {

  /// The registers that take arguments, in order.
  static final List<Reg> ARGUMENTS = List.of(Reg.R1, Reg.R2, Reg.R3, Reg.R4, Reg.R5);

  /// The operands of an instruction; the frame pointer is not among them.
  static Operands of(MachInsn<VReg> insn) {
    return switch (insn) {
      case MachInsn.Plain<VReg>(Insn<VReg> plain, _, _) ->
          simple(List.of(), reads(plain), Optional.empty(), writes(plain));
      case MachInsn.Tied<VReg>(Insn<VReg> tied, VReg input, _) -> {
        VReg dst = destination(tied);
        List<VReg> reads = reads(tied).stream().filter(r -> !r.equals(dst)).toList();
        yield simple(frameless(List.of(input)), reads, Optional.of(dst), Optional.empty());
      }
      case MachInsn.Copy<VReg>(VReg dst, VReg src, _) ->
          simple(frameless(List.of(src)), List.of(), Optional.empty(), Optional.of(dst));
      case MachInsn.Symbol<VReg>(VReg dst, _, _) ->
          simple(List.of(), List.of(), Optional.empty(), Optional.of(dst));
      case MachInsn.FrameAddress<VReg>(VReg dst, _, _) ->
          simple(List.of(), List.of(), Optional.empty(), Optional.of(dst));
      case MachInsn.Call<VReg> call ->
          new Operands(
              call.arguments(),
              ARGUMENTS.subList(0, call.arguments().size()).stream().map(Optional::of).toList(),
              List.of(),
              Optional.empty(),
              call.result(),
              Optional.of(Reg.R0),
              true,
              true);
      case MachInsn.CompareExchange<VReg> exchange ->
          new Operands(
              List.of(exchange.expected()),
              List.of(Optional.of(Reg.R0)),
              frameless(List.of(exchange.base(), exchange.operand())),
              Optional.empty(),
              exchange.result(),
              Optional.of(Reg.R0),
              false,
              true);
    };
  }

  /// The operands of a terminator; arguments for successors are not among them.
  static Operands of(MachTerminator<VReg> terminator) {
    return switch (terminator) {
      case MachTerminator.Jump<VReg>(MachTerminator.Target<VReg>(_, List<VReg> arguments), _) ->
          simple(arguments, List.of(), Optional.empty(), Optional.empty());
      case MachTerminator.Branch<VReg> branch -> {
        List<VReg> reads = new ArrayList<>(List.of(branch.left()));
        if (branch.right() instanceof Operand.Register<VReg>(VReg right)) {
          reads.add(right);
        }
        yield simple(List.of(), frameless(reads), Optional.empty(), Optional.empty());
      }
      case MachTerminator.Return<VReg>(Optional<VReg> value, _) ->
          new Operands(
              value.stream().toList(),
              value.stream().map(_ -> Optional.of(Reg.R0)).toList(),
              List.of(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              false,
              false);
    };
  }

  /// All values read.
  List<VReg> uses() {
    List<VReg> all = new ArrayList<>(anywhere);
    all.addAll(inRegister);
    return all;
  }

  /// The value written, if any.
  Optional<VReg> definition() {
    return earlyDefinition.or(() -> lateDefinition);
  }

  private static Operands simple(
      List<VReg> anywhere, List<VReg> inRegister, Optional<VReg> early, Optional<VReg> late) {
    return new Operands(
        anywhere,
        anywhere.stream().map(_ -> Optional.<Reg>empty()).toList(),
        inRegister,
        early,
        late,
        Optional.empty(),
        false,
        false);
  }

  private static List<VReg> reads(Insn<VReg> insn) {
    List<VReg> reads = new ArrayList<>();
    InsnRegisters.map(
        insn,
        register -> {
          reads.add(register);
          return register;
        },
        register -> register);
    return frameless(reads.stream().distinct().toList());
  }

  private static Optional<VReg> writes(Insn<VReg> insn) {
    List<VReg> writes = new ArrayList<>();
    InsnRegisters.map(
        insn,
        register -> register,
        register -> {
          writes.add(register);
          return register;
        });
    return writes.stream().findFirst();
  }

  /// The register that a two-operand instruction reads and writes.
  static VReg destination(Insn<VReg> insn) {
    return writes(insn)
        .orElseThrow(() -> new IllegalArgumentException("not a two-operand instruction: " + insn));
  }

  private static List<VReg> frameless(List<VReg> registers) {
    return registers.stream().filter(register -> !register.isFrame()).toList();
  }
}
