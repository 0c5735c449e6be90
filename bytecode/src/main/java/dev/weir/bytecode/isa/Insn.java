// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import java.util.Objects;

/// One eBPF instruction.
///
/// Every instruction takes one 8-byte slot, [LoadImm64] takes two. Jump and local-call offsets
/// count slots from the slot after the jump, as the encoding does. Generic over its register:
/// allocated code is `Insn<Reg>`, a compiler's unallocated code may use virtual registers.
///
/// @param <R> the kind of register
/// @rfc 9669 section 3 (instruction encoding)
public sealed interface Insn<R> {

  /// Arithmetic `dst = dst op src`.
  ///
  /// @param op operation
  /// @param width operand width
  /// @param dst first operand and result
  /// @param src second operand
  record Alu<R>(AluOp op, Width width, R dst, Operand<R> src) implements Insn<R> {
    /// Checks for null.
    public Alu {
      Objects.requireNonNull(op);
      Objects.requireNonNull(width);
      Objects.requireNonNull(dst);
      Objects.requireNonNull(src);
    }
  }

  /// Move `dst = src`; the 32-bit form zeroes the upper half.
  record Mov<R>(Width width, R dst, Operand<R> src) implements Insn<R> {}

  /// Sign-extending move of the low `fromBits` (8, 16; 32 only for [Width#W64]); Linux 6.6.
  record MovSx<R>(Width width, int fromBits, R dst, R src) implements Insn<R> {
    /// Checks the width.
    public MovSx {
      if (fromBits != 8 && fromBits != 16 && !(fromBits == 32 && width == Width.W64)) {
        throw new IllegalArgumentException(
            "no sign-extending move of " + fromBits + " bits into " + width.bits());
      }
    }
  }

  /// Address-space cast between arena (1) and kernel (0) addresses; Linux 6.9.
  ///
  /// @param dstSpace address space of the result, 16 bits
  /// @param srcSpace address space of the source, 16 bits
  record AddrSpaceCast<R>(R dst, R src, int dstSpace, int srcSpace) implements Insn<R> {
    /// Checks that the spaces fit their 16 bits.
    public AddrSpaceCast {
      if ((dstSpace | srcSpace) >>> 16 != 0) {
        throw new IllegalArgumentException("address space " + dstSpace + ", " + srcSpace);
      }
    }
  }

  /// Per-CPU address of `src`; made by the kernel's own rewriting, never accepted from user space.
  record MovPerCpu<R>(R dst, R src) implements Insn<R> {}

  /// Negation `dst = -dst`.
  record Neg<R>(Width width, R dst) implements Insn<R> {}

  /// Byte swap of the low `bits` (16, 32, 64) with truncation.
  record Swap<R>(SwapKind kind, int bits, R dst) implements Insn<R> {
    /// Checks the width.
    public Swap {
      if (bits != 16 && bits != 32 && bits != 64) {
        throw new IllegalArgumentException("no byte swap of " + bits + " bits");
      }
    }
  }

  /// 64-bit immediate load, two slots.
  ///
  /// @param imm low word: first slot's immediate; high word: second slot's immediate
  record LoadImm64<R>(R dst, Pseudo pseudo, long imm) implements Insn<R> {}

  /// Memory load `dst = *(size *)(base + offset)`.
  ///
  /// @param signed whether to sign-extend (Linux 6.6; not for [MemSize#DW])
  record Load<R>(MemSize size, boolean signed, R dst, R base, short offset) implements Insn<R> {
    /// Checks the size.
    public Load {
      if (signed && size == MemSize.DW) {
        throw new IllegalArgumentException("no sign-extending load of 8 bytes");
      }
    }
  }

  /// Memory store `*(size *)(base + offset) = src`.
  record Store<R>(MemSize size, R base, short offset, Operand<R> src) implements Insn<R> {}

  /// Atomic read-modify-write on `*(size *)(base + offset)`.
  ///
  /// @param fetch whether `src` (for [AtomicOp#CMPXCHG]: R0) receives the old value
  /// @param size 4 or 8 bytes
  record Atomic<R>(AtomicOp op, boolean fetch, MemSize size, R base, short offset, R src)
      implements Insn<R> {
    /// Checks size and fetch.
    public Atomic {
      if (size != MemSize.W && size != MemSize.DW) {
        throw new IllegalArgumentException("no atomic operation of " + size.bytes() + " bytes");
      }
      if (!fetch && (op == AtomicOp.XCHG || op == AtomicOp.CMPXCHG)) {
        throw new IllegalArgumentException(op + " always fetches");
      }
    }
  }

  /// Load with acquire ordering; Linux 6.15.
  record LoadAcquire<R>(MemSize size, R dst, R base, short offset) implements Insn<R> {}

  /// Store with release ordering; Linux 6.15.
  record StoreRelease<R>(MemSize size, R base, short offset, R src) implements Insn<R> {}

  /// Legacy packet load `r0 = ntoh(*(size *)skb->data[imm])`; context in R6, clobbers R1 to R5.
  ///
  /// @param size 1, 2 or 4 bytes
  record LoadAbs<R>(MemSize size, int imm) implements Insn<R> {
    /// Checks the size.
    public LoadAbs {
      if (size == MemSize.DW) {
        throw new IllegalArgumentException("no packet load of 8 bytes");
      }
    }
  }

  /// Legacy packet load at `src + imm`; context in R6, clobbers R1 to R5.
  ///
  /// @param size 1, 2 or 4 bytes
  record LoadInd<R>(MemSize size, R src, int imm) implements Insn<R> {
    /// Checks the size.
    public LoadInd {
      if (size == MemSize.DW) {
        throw new IllegalArgumentException("no packet load of 8 bytes");
      }
    }
  }

  /// Conditional jump.
  ///
  /// @param offset slots from the next instruction
  record JumpIf<R>(Condition condition, Width width, R left, Operand<R> right, short offset)
      implements Insn<R> {}

  /// Unconditional jump.
  ///
  /// @param wide the 32-bit offset form `gotol` (Linux 6.6); the short form holds 16 bits
  /// @param offset slots from the next instruction
  record Jump<R>(boolean wide, int offset) implements Insn<R> {
    /// Checks the range.
    public Jump {
      if (!wide && offset != (short) offset) {
        throw new IllegalArgumentException("jump offset " + offset + " needs the wide form");
      }
    }
  }

  /// Indirect jump `gotox`; Linux 6.19.
  record JumpIndirect<R>(R target) implements Insn<R> {}

  /// Jump that the kernel may take to bound a loop; Linux 6.9.
  record MayGoto<R>(short offset) implements Insn<R> {}

  /// Call of a kernel helper by id.
  record CallHelper<R>(int id) implements Insn<R> {}

  /// Call of a kernel function by BTF id.
  ///
  /// @param module index into the load's descriptor array of BTF objects, 0 for vmlinux
  record CallKfunc<R>(int btfId, short module) implements Insn<R> {}

  /// Call of a function of the same program.
  ///
  /// @param offset slots from the next instruction
  record CallLocal<R>(int offset) implements Insn<R> {}

  /// Call of the helper whose address is in a register; only old compilers emit it.
  record CallReg<R>(R target) implements Insn<R> {}

  /// Return to the caller, or end of the program; the result is in R0.
  record Exit<R>() implements Insn<R> {}

  /// A slot that is no valid instruction, kept as it is.
  ///
  /// @param word the slot, little-endian: opcode in the low byte
  record Raw<R>(long word) implements Insn<R> {}

  /// The number of 8-byte slots the instruction takes: 2 for [LoadImm64], else 1.
  default int slots() {
    return this instanceof LoadImm64 ? 2 : 1;
  }
}
