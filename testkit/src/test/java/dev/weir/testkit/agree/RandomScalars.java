// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.SwapKind;
import dev.weir.bytecode.isa.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random programs of arithmetic, moves and forward jumps over numbers that the verifier does not
/// know, with constants at the ends of ranges.
final class RandomScalars {
  private static final Reg[] REGS = {Reg.R0, Reg.R6, Reg.R7, Reg.R8, Reg.R9};
  private static final int KTIME = 5;
  private static final long[] EDGES = {
    0,
    1,
    -1,
    2,
    7,
    8,
    15,
    16,
    31,
    32,
    63,
    64,
    127,
    128,
    255,
    256,
    0x7fff,
    0x8000,
    0xffff,
    0x7fffffffL,
    0x80000000L,
    0xffffffffL,
    0x100000000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final Random random;
  private final List<Insn<Reg>> insns = new ArrayList<>();

  private RandomScalars(Random random) {
    this.random = random;
  }

  static List<Insn<Reg>> program(Random random) {
    return new RandomScalars(random).build();
  }

  private List<Insn<Reg>> build() {
    insns.add(new Insn.Mov<>(Width.W64, Reg.R6, Operand.reg(Reg.R1)));
    insns.add(new Insn.Load<>(MemSize.W, false, Reg.R8, Reg.R6, (short) 0));
    insns.add(new Insn.Load<>(MemSize.W, false, Reg.R9, Reg.R6, (short) 4));
    insns.add(new Insn.CallHelper<>(KTIME));
    insns.add(new Insn.Mov<>(Width.W64, Reg.R7, Operand.reg(Reg.R0)));
    insns.add(new Insn.CallHelper<>(KTIME));
    insns.add(new Insn.Mov<>(Width.W64, Reg.R6, Operand.reg(Reg.R0)));
    int length = 10 + random.nextInt(40);
    for (int i = 0; i < length; i++) {
      insns.add(step(length - i - 1));
    }
    insns.add(new Insn.Mov<>(Width.W64, Reg.R0, Operand.imm(0)));
    insns.add(new Insn.Exit<>());
    return insns;
  }

  private Insn<Reg> step(int left) {
    Width width = random.nextBoolean() ? Width.W64 : Width.W32;
    int choice = random.nextInt(100);
    if (choice < 45) {
      return arithmetic(width);
    }
    if (choice < 52) {
      return new Insn.Mov<>(width, reg(), Operand.reg(reg()));
    }
    if (choice < 55) {
      return new Insn.Mov<>(width, reg(), Operand.imm(immediate()));
    }
    if (choice < 59) {
      int bits = width == Width.W64 ? 8 << random.nextInt(3) : 8 << random.nextInt(2);
      return new Insn.MovSx<>(width, bits, reg(), reg());
    }
    if (choice < 62) {
      return new Insn.Neg<>(width, reg());
    }
    if (choice < 64) {
      SwapKind kind = SwapKind.values()[random.nextInt(3)];
      return new Insn.Swap<>(kind, 16 << random.nextInt(3), reg());
    }
    if (choice < 66 || left == 0) {
      return new Insn.Alu<>(AluOp.AND, width, reg(), Operand.imm(immediate() & 0xff));
    }
    Condition condition = Condition.values()[random.nextInt(Condition.values().length)];
    short offset = (short) random.nextInt(Math.min(left, 8));
    return new Insn.JumpIf<>(condition, width, reg(), operand(), offset);
  }

  private Insn<Reg> arithmetic(Width width) {
    AluOp[] ops = AluOp.values();
    AluOp op = ops[random.nextInt(ops.length)];
    return switch (op) {
      case LSH, RSH, ARSH ->
          new Insn.Alu<>(
              op,
              width,
              reg(),
              random.nextInt(5) == 0
                  ? Operand.reg(reg())
                  : Operand.imm(
                      random.nextInt(4) == 0 && width == Width.W64
                          ? 32
                          : random.nextInt(width.bits())));
      case DIV, SDIV, MOD, SMOD -> {
        int by = immediate();
        yield new Insn.Alu<>(op, width, reg(), Operand.imm(by == 0 ? 3 : by));
      }
      case ADD, SUB, MUL, AND, OR, XOR -> new Insn.Alu<>(op, width, reg(), operand());
    };
  }

  private Operand<Reg> operand() {
    return random.nextInt(3) == 0 ? Operand.reg(reg()) : Operand.imm(immediate());
  }

  private Reg reg() {
    return REGS[random.nextInt(REGS.length)];
  }

  private int immediate() {
    int choice = random.nextInt(8);
    if (choice < 5) {
      return (int) EDGES[random.nextInt(EDGES.length)] + (choice == 0 ? random.nextInt(5) - 2 : 0);
    }
    return choice < 7 ? random.nextInt(1000) - 200 : random.nextInt();
  }
}
