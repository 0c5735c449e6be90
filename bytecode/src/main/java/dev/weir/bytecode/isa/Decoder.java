// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import org.jspecify.annotations.Nullable;

/// Words to instructions: each candidate is taken only when it encodes to the very same word, so
/// reserved fields that are not zero give [Insn.Raw].
final class Decoder {
  private static final AluOp[] ALU = AluOp.values();
  private static final AtomicOp[] ATOMIC = AtomicOp.values();
  private static final Condition[] CONDITIONS = Condition.values();
  private static final Pseudo[] PSEUDO = Pseudo.values();
  private static final MemSize[] SIZES = sizes();

  private Decoder() {}

  /// The instruction of a word; null for the first slot of a 64-bit immediate load.
  static @Nullable Insn<Reg> decode(long word) {
    int opcode = (int) (word & 0xff);
    if (opcode == Encoder.LOAD_IMM64 && (word & 0xffff_0000L) == 0) {
      return null;
    }
    Reg dst = reg(word >>> 8 & 0xf);
    Reg src = reg(word >>> 12 & 0xf);
    if (dst == null || src == null) {
      return new Insn.Raw<>(word);
    }
    Insn<Reg> insn = candidate(opcode, dst, src, (short) (word >>> 16), (int) (word >>> 32));
    return insn != null && Encoder.encode(insn) == word ? insn : new Insn.Raw<>(word);
  }

  /// The 64-bit immediate load of two words; [Insn.Raw] of the first when they are none.
  static Insn<Reg> decode(long first, long second) {
    Reg dst = reg(first >>> 8 & 0xf);
    int pseudo = (int) (first >>> 12 & 0xf);
    if ((second & 0xffff_ffffL) != 0 || dst == null || pseudo >= PSEUDO.length) {
      return new Insn.Raw<>(first);
    }
    return new Insn.LoadImm64<>(dst, PSEUDO[pseudo], first >>> 32 | second);
  }

  private static @Nullable Reg reg(long number) {
    return number <= Reg.R10.number() ? Reg.of((int) number) : null;
  }

  private static @Nullable Insn<Reg> candidate(
      int opcode, Reg dst, Reg src, short offset, int imm) {
    MemSize size = SIZES[opcode >>> 3 & 3];
    int mode = opcode & 0xe0;
    return switch (opcode & 7) {
      case Encoder.LD ->
          switch (mode) {
            case Encoder.MODE_ABS -> size == MemSize.DW ? null : new Insn.LoadAbs<>(size, imm);
            case Encoder.MODE_IND -> size == MemSize.DW ? null : new Insn.LoadInd<>(size, src, imm);
            default -> null;
          };
      case Encoder.LDX ->
          switch (mode) {
            case Encoder.MODE_MEM -> new Insn.Load<>(size, false, dst, src, offset);
            case Encoder.MODE_MEMSX ->
                size == MemSize.DW ? null : new Insn.Load<>(size, true, dst, src, offset);
            default -> null;
          };
      case Encoder.ST -> new Insn.Store<>(size, dst, offset, Operand.imm(imm));
      case Encoder.STX ->
          mode == Encoder.MODE_ATOMIC
              ? atomic(size, dst, src, offset, imm)
              : new Insn.Store<>(size, dst, offset, Operand.reg(src));
      case Encoder.ALU32 -> alu(Width.W32, opcode, dst, src, offset, imm);
      case Encoder.ALU64 -> alu(Width.W64, opcode, dst, src, offset, imm);
      case Encoder.JMP32 -> jump(Width.W32, opcode, dst, src, offset, imm);
      default -> jump(Width.W64, opcode, dst, src, offset, imm);
    };
  }

  private static @Nullable Insn<Reg> atomic(MemSize size, Reg dst, Reg src, short offset, int imm) {
    if (imm == Encoder.LOAD_ACQUIRE) {
      return new Insn.LoadAcquire<>(size, dst, src, offset);
    }
    if (imm == Encoder.STORE_RELEASE) {
      return new Insn.StoreRelease<>(size, dst, offset, src);
    }
    boolean fetch = (imm & Encoder.FETCH) != 0;
    for (AtomicOp op : ATOMIC) {
      boolean exchange = op == AtomicOp.XCHG || op == AtomicOp.CMPXCHG;
      if (op.code() == (imm & ~Encoder.FETCH)
          && (fetch || !exchange)
          && (size == MemSize.W || size == MemSize.DW)) {
        return new Insn.Atomic<>(op, fetch, size, dst, offset, src);
      }
    }
    return null;
  }

  private static @Nullable Insn<Reg> alu(
      Width width, int opcode, Reg dst, Reg src, short offset, int imm) {
    boolean register = (opcode & Encoder.REGISTER) != 0;
    Operand<Reg> operand = register ? Operand.reg(src) : Operand.imm(imm);
    int code = opcode & 0xf0;
    return switch (code) {
      case Encoder.MOV -> register ? move(width, dst, src, offset, imm) : mov(width, dst, operand);
      case Encoder.NEG -> new Insn.Neg<>(width, dst);
      case Encoder.END -> swap(width, register, dst, imm);
      default -> {
        for (AluOp op : ALU) {
          if (op.code() == code && op.signedForm() == (offset == 1)) {
            yield new Insn.Alu<>(op, width, dst, operand);
          }
        }
        yield null;
      }
    };
  }

  private static Insn<Reg> mov(Width width, Reg dst, Operand<Reg> src) {
    return new Insn.Mov<>(width, dst, src);
  }

  private static @Nullable Insn<Reg> move(Width width, Reg dst, Reg src, short offset, int imm) {
    return switch (offset) {
      case 0 -> mov(width, dst, Operand.reg(src));
      case 8, 16 -> new Insn.MovSx<>(width, offset, dst, src);
      case 32 -> width == Width.W64 ? new Insn.MovSx<>(width, offset, dst, src) : null;
      case Encoder.CAST ->
          width == Width.W64 ? new Insn.AddrSpaceCast<>(dst, src, imm >>> 16, imm & 0xffff) : null;
      case Encoder.PER_CPU -> width == Width.W64 ? new Insn.MovPerCpu<>(dst, src) : null;
      default -> null;
    };
  }

  private static @Nullable Insn<Reg> swap(Width width, boolean register, Reg dst, int imm) {
    if (imm != 16 && imm != 32 && imm != 64) {
      return null;
    }
    SwapKind kind = width == Width.W64 ? SwapKind.BSWAP : register ? SwapKind.BE : SwapKind.LE;
    return new Insn.Swap<>(kind, imm, dst);
  }

  private static @Nullable Insn<Reg> jump(
      Width width, int opcode, Reg dst, Reg src, short offset, int imm) {
    boolean register = (opcode & Encoder.REGISTER) != 0;
    boolean wide = width == Width.W64;
    int code = opcode & 0xf0;
    if (code == 0) {
      return register
          ? new Insn.JumpIndirect<>(dst)
          : wide ? new Insn.Jump<>(false, offset) : new Insn.Jump<>(true, imm);
    }
    if (wide && code == Encoder.CALL) {
      return register ? new Insn.CallReg<>(dst) : call(src, offset, imm);
    }
    if (wide && code == Encoder.EXIT) {
      return new Insn.Exit<>();
    }
    if (wide && code == Encoder.MAY_GOTO) {
      return new Insn.MayGoto<>(offset);
    }
    for (Condition condition : CONDITIONS) {
      if (condition.code() == code) {
        return new Insn.JumpIf<>(
            condition, width, dst, register ? Operand.reg(src) : Operand.imm(imm), offset);
      }
    }
    return null;
  }

  private static @Nullable Insn<Reg> call(Reg src, short offset, int imm) {
    return switch (src) {
      case R0 -> new Insn.CallHelper<>(imm);
      case R1 -> new Insn.CallLocal<>(imm);
      case R2 -> new Insn.CallKfunc<>(imm, offset);
      case R3, R4, R5, R6, R7, R8, R9, R10 -> null;
    };
  }

  private static MemSize[] sizes() {
    MemSize[] sizes = new MemSize[4];
    for (MemSize size : MemSize.values()) {
      sizes[size.code() >>> 3] = size;
    }
    return sizes;
  }
}
