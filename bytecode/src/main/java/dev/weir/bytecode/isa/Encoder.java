// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

/// One-slot instructions to their words.
///
/// @rfc 9669 section 3.1 (basic instruction encoding), appendix (opcode table)
final class Encoder {
  static final int LD = 0;
  static final int LDX = 1;
  static final int ST = 2;
  static final int STX = 3;
  static final int ALU32 = 4;
  static final int JMP64 = 5;
  static final int JMP32 = 6;
  static final int ALU64 = 7;
  static final int LOAD_IMM64 = 0x18;
  static final int REGISTER = 0x08;
  static final int MODE_ABS = 0x20;
  static final int MODE_IND = 0x40;
  static final int MODE_MEM = 0x60;
  static final int MODE_MEMSX = 0x80;
  static final int MODE_ATOMIC = 0xc0;
  static final int NEG = 0x80;
  static final int MOV = 0xb0;
  static final int END = 0xd0;
  static final int CALL = 0x80;
  static final int EXIT = 0x90;
  static final int MAY_GOTO = 0xe0;
  static final int FETCH = 1;
  static final int LOAD_ACQUIRE = 0x100;
  static final int STORE_RELEASE = 0x110;
  static final int CAST = 1;
  static final int PER_CPU = -1;

  private Encoder() {}

  static long word(int opcode, int dst, int src, int offset, int imm) {
    return opcode
        | (long) dst << 8
        | (long) src << 12
        | (offset & 0xffffL) << 16
        | (imm & 0xffff_ffffL) << 32;
  }

  static long encode(Insn<Reg> insn) {
    return switch (insn) {
      case Insn.Alu<Reg> i ->
          operand(alu(i.width()) | i.op().code(), i.dst(), i.op().signedForm() ? 1 : 0, i.src());
      case Insn.Mov<Reg> i -> operand(alu(i.width()) | MOV, i.dst(), 0, i.src());
      case Insn.MovSx<Reg> i ->
          word(alu(i.width()) | MOV | REGISTER, n(i.dst()), n(i.src()), i.fromBits(), 0);
      case Insn.AddrSpaceCast<Reg> i ->
          word(
              ALU64 | MOV | REGISTER,
              n(i.dst()),
              n(i.src()),
              CAST,
              i.dstSpace() << 16 | i.srcSpace() & 0xffff);
      case Insn.MovPerCpu<Reg> i ->
          word(ALU64 | MOV | REGISTER, n(i.dst()), n(i.src()), PER_CPU, 0);
      case Insn.Neg<Reg> i -> word(alu(i.width()) | NEG, n(i.dst()), 0, 0, 0);
      case Insn.Swap<Reg> i -> word(swap(i.kind()), n(i.dst()), 0, 0, i.bits());
      case Insn.LoadImm64<Reg> _ -> throw new IllegalArgumentException("two slots");
      case Insn.Load<Reg> i ->
          word(
              LDX | (i.signed() ? MODE_MEMSX : MODE_MEM) | i.size().code(),
              n(i.dst()),
              n(i.base()),
              i.offset(),
              0);
      case Insn.Store<Reg> i -> store(i);
      case Insn.Atomic<Reg> i ->
          atomic(i.size(), i.base(), i.src(), i.offset(), i.op().code() | (i.fetch() ? FETCH : 0));
      case Insn.LoadAcquire<Reg> i -> atomic(i.size(), i.dst(), i.base(), i.offset(), LOAD_ACQUIRE);
      case Insn.StoreRelease<Reg> i ->
          atomic(i.size(), i.base(), i.src(), i.offset(), STORE_RELEASE);
      case Insn.LoadAbs<Reg> i -> word(LD | MODE_ABS | i.size().code(), 0, 0, 0, i.imm());
      case Insn.LoadInd<Reg> i -> word(LD | MODE_IND | i.size().code(), 0, n(i.src()), 0, i.imm());
      case Insn.JumpIf<Reg> i ->
          operand(
              (i.width() == Width.W32 ? JMP32 : JMP64) | i.condition().code(),
              i.left(),
              i.offset(),
              i.right());
      case Insn.Jump<Reg> i ->
          i.wide() ? word(JMP32, 0, 0, 0, i.offset()) : word(JMP64, 0, 0, i.offset(), 0);
      case Insn.JumpIndirect<Reg> i -> word(JMP64 | REGISTER, n(i.target()), 0, 0, 0);
      case Insn.MayGoto<Reg> i -> word(JMP64 | MAY_GOTO, 0, 0, i.offset(), 0);
      case Insn.CallHelper<Reg> i -> word(JMP64 | CALL, 0, 0, 0, i.id());
      case Insn.CallLocal<Reg> i -> word(JMP64 | CALL, 0, 1, 0, i.offset());
      case Insn.CallKfunc<Reg> i -> word(JMP64 | CALL, 0, 2, i.module(), i.btfId());
      case Insn.CallReg<Reg> i -> word(JMP64 | CALL | REGISTER, n(i.target()), 0, 0, 0);
      case Insn.Exit<Reg> _ -> word(JMP64 | EXIT, 0, 0, 0, 0);
      case Insn.Raw<Reg> i -> i.word();
    };
  }

  private static int n(Reg reg) {
    return reg.number();
  }

  private static int alu(Width width) {
    return width == Width.W32 ? ALU32 : ALU64;
  }

  private static int swap(SwapKind kind) {
    return switch (kind) {
      case LE -> ALU32 | END;
      case BE -> ALU32 | END | REGISTER;
      case BSWAP -> ALU64 | END;
    };
  }

  private static long operand(int opcode, Reg dst, int offset, Operand<Reg> src) {
    return switch (src) {
      case Operand.Register<Reg>(Reg reg) -> word(opcode | REGISTER, n(dst), n(reg), offset, 0);
      case Operand.Immediate<Reg>(int value) -> word(opcode, n(dst), 0, offset, value);
    };
  }

  private static long store(Insn.Store<Reg> i) {
    return switch (i.src()) {
      case Operand.Register<Reg>(Reg reg) ->
          word(STX | MODE_MEM | i.size().code(), n(i.base()), n(reg), i.offset(), 0);
      case Operand.Immediate<Reg>(int value) ->
          word(ST | MODE_MEM | i.size().code(), n(i.base()), 0, i.offset(), value);
    };
  }

  private static long atomic(MemSize size, Reg dst, Reg src, int offset, int operation) {
    return word(STX | MODE_ATOMIC | size.code(), n(dst), n(src), offset, operation);
  }
}
