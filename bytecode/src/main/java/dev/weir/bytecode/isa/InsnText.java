// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// The text of one instruction: llvm-objdump's spelling where that says everything, the kernel's
/// where llvm-objdump's does not tell two instructions apart.
///
/// Loads and stores name 64-bit registers (`r1 = *(u32 *)(r6 + 0x4)`), as the kernel and
/// llvm-objdump without `alu32` do.
final class InsnText {
  private InsnText() {}

  /// The text of an instruction, what it jumps to, loads or calls included.
  static String of(Insn<Reg> insn) {
    return switch (insn) {
      case Insn.Jump<Reg> i -> of(insn, signed(i.offset()));
      case Insn.JumpIf<Reg> i -> of(insn, signed(i.offset()));
      case Insn.MayGoto<Reg> i -> of(insn, signed(i.offset()));
      case Insn.CallHelper<Reg> i -> of(insn, hex(i.id()));
      case Insn.CallLocal<Reg> i -> of(insn, "pc" + signed(i.offset()));
      case Insn.CallKfunc<Reg> i ->
          of(insn, "kfunc#" + i.btfId() + (i.module() == 0 ? "" : " module " + i.module()));
      case Insn.LoadImm64<Reg> i -> source(i);
      default -> of(insn, "");
    };
  }

  /// The text of an instruction with another operand in place of a jump's or local call's offset, a
  /// callee's number or a 64-bit immediate.
  static String of(Insn<Reg> insn, String operand) {
    return switch (insn) {
      case Insn.Alu<Reg> i ->
          r(i.dst(), i.width()) + " " + i.op().symbol() + " " + operand(i.src(), i.width());
      case Insn.Mov<Reg> i -> r(i.dst(), i.width()) + " = " + operand(i.src(), i.width());
      case Insn.MovSx<Reg> i ->
          r(i.dst(), i.width()) + " = (s" + i.fromBits() + ")" + r(i.src(), i.width());
      case Insn.AddrSpaceCast<Reg> i ->
          r(i.dst())
              + " = addr_space_cast("
              + r(i.src())
              + ", "
              + hex(i.dstSpace())
              + ", "
              + hex(i.srcSpace())
              + ")";
      case Insn.MovPerCpu<Reg> i -> r(i.dst()) + " = &(void __percpu *)(" + r(i.src()) + ")";
      case Insn.Neg<Reg> i -> r(i.dst(), i.width()) + " = -" + r(i.dst(), i.width());
      case Insn.Swap<Reg> i ->
          r(i.dst())
              + " = "
              + i.kind().name().toLowerCase(Locale.ROOT)
              + i.bits()
              + " "
              + r(i.dst());
      case Insn.LoadImm64<Reg> i -> r(i.dst()) + " = " + operand + " ll";
      case Insn.Load<Reg> i ->
          r(i.dst())
              + " = *("
              + (i.signed() ? "s" : "u")
              + i.size().bytes() * 8
              + " *)"
              + place(i.base(), i.offset());
      case Insn.Store<Reg> i ->
          access(i.size(), i.base(), i.offset()) + " = " + operand(i.src(), Width.W64);
      case Insn.Atomic<Reg> i -> atomic(i);
      case Insn.LoadAcquire<Reg> i ->
          r(i.dst()) + " = load_acquire(" + pointer(i.size(), i.base(), i.offset()) + ")";
      case Insn.StoreRelease<Reg> i ->
          "store_release(" + pointer(i.size(), i.base(), i.offset()) + ", " + r(i.src()) + ")";
      case Insn.LoadAbs<Reg> i -> packet(i.size(), hex(i.imm()));
      case Insn.LoadInd<Reg> i ->
          packet(i.size(), r(i.src()) + (i.imm() == 0 ? "" : spaced(i.imm())));
      case Insn.JumpIf<Reg> i ->
          "if "
              + r(i.left(), i.width())
              + " "
              + i.condition().symbol()
              + " "
              + operand(i.right(), i.width())
              + " goto "
              + operand;
      case Insn.Jump<Reg> i -> (i.wide() ? "gotol " : "goto ") + operand;
      case Insn.JumpIndirect<Reg> i -> "gotox " + r(i.target());
      case Insn.MayGoto<Reg> _ -> "may_goto " + operand;
      case Insn.CallHelper<Reg> _, Insn.CallLocal<Reg> _, Insn.CallKfunc<Reg> _ ->
          "call " + operand;
      case Insn.CallReg<Reg> i -> "callx " + r(i.target());
      case Insn.Exit<Reg> _ -> "exit";
      case Insn.Raw<Reg> i -> ".raw " + bytes(i.word());
    };
  }

  /// What llvm-objdump prints as `ld_pseudo` loses the second word; bpftool's spelling does not.
  private static String source(Insn.LoadImm64<Reg> i) {
    long high = i.imm() >>> 32;
    String low = Integer.toString((int) i.imm());
    String text =
        switch (i.pseudo()) {
          case VALUE -> hex(i.imm()) + " ll";
          case MAP_FD -> high == 0 ? "map[fd:" + low + "]" : "";
          case MAP_VALUE -> "map[fd:" + low + "][0]+" + high;
          case BTF_ID -> high == 0 ? "btf_id[" + low + "]" : "";
          case FUNC -> high == 0 ? "subprog[" + signed((int) i.imm()) + "]" : "";
          case MAP_IDX -> high == 0 ? "map[idx:" + low + "]" : "";
          case MAP_IDX_VALUE -> "map[idx:" + low + "][0]+" + high;
        };
    return text.isEmpty()
        ? "ld_pseudo " + r(i.dst()) + ", " + hex(i.pseudo().code()) + ", " + hex(i.imm())
        : r(i.dst()) + " = " + text;
  }

  private static String atomic(Insn.Atomic<Reg> i) {
    Width width = i.size() == MemSize.W ? Width.W32 : Width.W64;
    String src = r(i.src(), width);
    String exchange = (width == Width.W32 ? "32_32(" : "_64(") + inner(i.base(), i.offset());
    if (i.op() == AtomicOp.XCHG) {
      return src + " = xchg" + exchange + ", " + src + ")";
    }
    if (i.op() == AtomicOp.CMPXCHG) {
      String r0 = r(Reg.R0, width);
      return r0 + " = cmpxchg" + exchange + ", " + r0 + ", " + src + ")";
    }
    return i.fetch()
        ? src
            + " = atomic_fetch_"
            + i.op().name().toLowerCase(Locale.ROOT)
            + "("
            + pointer(i.size(), i.base(), i.offset())
            + ", "
            + src
            + ")"
        : "lock " + access(i.size(), i.base(), i.offset()) + " " + symbol(i.op()) + " " + src;
  }

  private static String symbol(AtomicOp op) {
    return switch (op) {
      case ADD -> "+=";
      case OR -> "|=";
      case AND -> "&=";
      case XOR -> "^=";
      case XCHG, CMPXCHG -> throw new IllegalArgumentException(op + " has no operator");
    };
  }

  private static String operand(Operand<Reg> operand, Width width) {
    return switch (operand) {
      case Operand.Register<Reg>(Reg reg) -> r(reg, width);
      case Operand.Immediate<Reg>(int value) -> hex(value);
    };
  }

  private static String packet(MemSize size, String index) {
    return "r0 = *(u" + size.bytes() * 8 + " *)skb[" + index + "]";
  }

  private static String access(MemSize size, Reg base, int offset) {
    return "*" + pointer(size, base, offset);
  }

  private static String pointer(MemSize size, Reg base, int offset) {
    return "(u" + size.bytes() * 8 + " *)" + place(base, offset);
  }

  private static String place(Reg base, int offset) {
    return "(" + inner(base, offset) + ")";
  }

  private static String inner(Reg base, int offset) {
    return r(base) + spaced(offset);
  }

  private static String spaced(int offset) {
    return offset < 0 ? " - " + hex(-(long) offset) : " + " + hex(offset);
  }

  private static String r(Reg reg) {
    return r(reg, Width.W64);
  }

  private static String r(Reg reg, Width width) {
    return (width == Width.W32 ? "w" : "r") + reg.number();
  }

  static String signed(int offset) {
    return offset < 0 ? hex(offset) : "+" + hex(offset);
  }

  static String hex(long value) {
    return value < 0 ? "-0x" + Long.toHexString(-value) : "0x" + Long.toHexString(value);
  }

  private static String bytes(long word) {
    return HexFormat.of().toHexDigits(Long.reverseBytes(word));
  }

  /// The bytes of an instruction as llvm-objdump shows them, separated by spaces.
  static String bytes(Insn<Reg> insn) {
    return HexFormat.ofDelimiter(" ")
        .formatHex(Codec.encode(List.of(insn), ByteOrder.LITTLE_ENDIAN));
  }
}
