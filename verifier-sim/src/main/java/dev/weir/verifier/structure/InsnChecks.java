// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.SwapKind;
import dev.weir.bytecode.kernel.IsaFeature;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whether one instruction is one that the kernel knows, all reserved fields being zero.
///
/// Kernels before 7.0 look at the opcodes of all instructions before they explore, but at most
/// reserved fields only where a path comes by; so there are two questions.
///
/// @kernel v6.12 kernel/bpf/verifier.c resolve_pseudo_ldimm64 check_alu_op do_check
public final class InsnChecks {
  private static final KernelVersion FIELDS_FIRST = new KernelVersion(7, 0);

  private InsnChecks() {}

  /// Checks what is checked of every instruction, whether a path leads there or not.
  static void checkAll(Slots slots, KernelVersion kernel) {
    for (int slot = 0; slot < slots.size(); slot++) {
      Insn<Reg> insn = slots.at(slot);
      if (insn == null) {
        continue;
      }
      @Nullable Violation found =
          kernel.atLeast(FIELDS_FIRST) ? found(insn, kernel) : early(insn, kernel);
      if (found != null) {
        throw new Misplaced(slot, found.rule(), found.message());
      }
    }
  }

  /// Checks an instruction that a path comes to.
  ///
  /// @throws Violation when the kernel does not know it
  public static void checkReached(Insn<Reg> insn, KernelVersion kernel) {
    Violation found = found(insn, kernel);
    if (found != null) {
      throw found;
    }
  }

  private static @Nullable Violation early(Insn<Reg> insn, KernelVersion kernel) {
    Violation found = found(insn, kernel);
    if (found == null) {
      return null;
    }
    if (insn instanceof Insn.Raw<Reg> raw) {
      int opcode = opcode(raw);
      int group = opcode & 7;
      boolean memory = group <= 3 && (opcode & 0xe0) != 0xc0;
      return memory || !Opcodes.known(opcode, kernel) ? found : null;
    }
    boolean lateInOldKernels =
        insn instanceof Insn.Alu<Reg>
            || insn instanceof Insn.MovSx<Reg>
            || insn instanceof Insn.AddrSpaceCast<Reg>
            || insn instanceof Insn.MovPerCpu<Reg>;
    return lateInOldKernels ? null : found;
  }

  private static @Nullable Violation found(Insn<Reg> insn, KernelVersion kernel) {
    return switch (insn) {
      case Insn.Raw<Reg> raw -> raw(raw, kernel);
      case Insn.Alu<Reg> alu ->
          alu.op() == AluOp.SDIV
              ? since(IsaFeature.SDIV, kernel)
              : alu.op() == AluOp.SMOD ? since(IsaFeature.SMOD, kernel) : null;
      case Insn.MovSx<Reg> _ -> since(IsaFeature.SIGN_EXTENDING_MOVES, kernel);
      case Insn.AddrSpaceCast<Reg> _ -> since(IsaFeature.ADDR_SPACE_CAST, kernel);
      case Insn.MovPerCpu<Reg> _ ->
          new Violation(
              Rule.RESERVED_FIELD, "per-CPU address moves are made by the kernel, not by programs");
      case Insn.Swap<Reg> swap ->
          swap.kind() == SwapKind.BSWAP ? since(IsaFeature.BSWAP, kernel) : null;
      case Insn.Load<Reg> load ->
          load.signed() ? since(IsaFeature.SIGN_EXTENDING_LOADS, kernel) : null;
      case Insn.LoadAcquire<Reg> _ -> since(IsaFeature.LOAD_ACQUIRE_STORE_RELEASE, kernel);
      case Insn.StoreRelease<Reg> _ -> since(IsaFeature.LOAD_ACQUIRE_STORE_RELEASE, kernel);
      case Insn.Jump<Reg> jump -> jump.wide() ? since(IsaFeature.GOTOL, kernel) : null;
      case Insn.JumpIndirect<Reg> _ -> since(IsaFeature.INDIRECT_JUMP, kernel);
      case Insn.MayGoto<Reg> _ -> since(IsaFeature.MAY_GOTO, kernel);
      case Insn.CallReg<Reg> _ ->
          new Violation(
              Rule.UNKNOWN_INSTRUCTION, "the kernel does not call through registers (`callx`)");
      case Insn.LoadImm64<Reg> load ->
          load.pseudo() == Pseudo.MAP_FD && load.imm() >>> Integer.SIZE != 0
              ? new Violation(Rule.RESERVED_FIELD, "a map has no offset in its second half")
              : null;
      case Insn.Mov<Reg> _,
          Insn.Neg<Reg> _,
          Insn.Store<Reg> _,
          Insn.Atomic<Reg> _,
          Insn.LoadAbs<Reg> _,
          Insn.LoadInd<Reg> _,
          Insn.JumpIf<Reg> _,
          Insn.CallHelper<Reg> _,
          Insn.CallKfunc<Reg> _,
          Insn.CallLocal<Reg> _,
          Insn.Exit<Reg> _ ->
          null;
    };
  }

  private static @Nullable Violation since(IsaFeature feature, KernelVersion kernel) {
    return feature.in(kernel)
        ? null
        : new Violation(
            Rule.UNKNOWN_INSTRUCTION,
            feature.description()
                + " need Linux "
                + feature.since()
                + "; this is verified for "
                + kernel);
  }

  private static Violation raw(Insn.Raw<Reg> raw, KernelVersion kernel) {
    int opcode = opcode(raw);
    long word = raw.word();
    int dst = (int) (word >>> 8 & 0xf);
    int src = (int) (word >>> 12 & 0xf);
    String code = String.format(Locale.ROOT, "0x%02x", opcode);
    if (!Opcodes.known(opcode, kernel)) {
      return new Violation(Rule.UNKNOWN_INSTRUCTION, "no instruction has the opcode " + code);
    }
    if (dst > 10 || (src > 10 && opcode != 0x18)) {
      int bad = dst > 10 ? dst : src;
      return new Violation(Rule.RESERVED_FIELD, "there is no register R" + bad);
    }
    return new Violation(
        Rule.RESERVED_FIELD,
        "the instruction with opcode " + code + " has a reserved field that is not zero",
        java.util.List.of(
            String.format(
                Locale.ROOT,
                "registers %d and %d, offset %d, immediate %d",
                dst,
                src,
                (short) (word >>> 16),
                (int) (word >>> 32))));
  }

  private static int opcode(Insn.Raw<Reg> raw) {
    return (int) (raw.word() & 0xff);
  }
}
