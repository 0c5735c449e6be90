// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random programs that store to and load from the stack in every size, at fixed and variable
/// offsets, what is known in every degree.
///
/// R6 holds the context, R7 to R9 numbers, R5 a pointer to the stack with a variable offset; R0 to
/// R3 change.
final class RandomStack {
  private static final int[] IMMEDIATES = {0, 0, 0, 1, -1, 255, 256, 70000};
  private static final int[] MASKS = {1, 3, 7, 15, 8, 24, 56, 4};
  private static final Reg[] NUMBERS = {Reg.R7, Reg.R8, Reg.R9, Reg.R9, Reg.R0, Reg.R3, Reg.R2};

  private final Random random;
  private final List<Insn<Reg>> insns = new ArrayList<>();
  private int mask;

  private RandomStack(Random random) {
    this.random = random;
  }

  static List<Insn<Reg>> program(Random random) {
    return new RandomStack(random).build();
  }

  private List<Insn<Reg>> build() {
    begin();
    int steps = 4 + random.nextInt(14);
    for (int i = 0; i < steps; i++) {
      step();
    }
    for (int slot = 1; slot <= 4; slot++) {
      for (MemSize size : MemSize.values()) {
        load(size, Reg.R10, -8 * slot + random.nextInt(8 / size.bytes()) * size.bytes());
      }
    }
    move(Reg.R0, Operand.imm(0));
    insns.add(new Insn.Exit<>());
    return List.copyOf(insns);
  }

  private void begin() {
    move(Reg.R6, Operand.reg(Reg.R1));
    insns.add(new Insn.Load<>(MemSize.W, false, Reg.R7, Reg.R6, (short) 0));
    if (random.nextBoolean()) {
      insns.add(new Insn.CallHelper<>(7));
      move(Reg.R8, Operand.reg(Reg.R0));
    } else {
      insns.add(new Insn.Load<>(MemSize.B, false, Reg.R8, Reg.R6, (short) 8));
    }
    move(Reg.R9, Operand.imm(pick(IMMEDIATES)));
    for (Reg reg : List.of(Reg.R0, Reg.R1, Reg.R2, Reg.R3)) {
      move(reg, Operand.imm(0));
    }
    mask = pick(MASKS);
    move(Reg.R5, Operand.reg(Reg.R10));
    move(Reg.R4, Operand.reg(Reg.R7));
    alu(AluOp.AND, Reg.R4, Operand.imm(mask));
    alu(AluOp.ADD, Reg.R5, Operand.imm(-(mask | 7) - 1 - 8 * random.nextInt(2)));
    alu(AluOp.ADD, Reg.R5, Operand.reg(Reg.R4));
  }

  private void step() {
    boolean variable = random.nextInt(5) == 0;
    MemSize size = variable ? variableSize() : MemSize.ofBytes(1 << random.nextInt(4));
    Reg base = variable ? Reg.R5 : Reg.R10;
    int offset = variable ? 0 : offset(size);
    switch (random.nextInt(8)) {
      case 0, 1 ->
          insns.add(new Insn.Store<>(size, base, (short) offset, Operand.imm(pick(IMMEDIATES))));
      case 2, 3 -> insns.add(new Insn.Store<>(size, base, (short) offset, number()));
      case 4 ->
          insns.add(
              new Insn.Store<>(
                  MemSize.DW,
                  Reg.R10,
                  (short) (-8 - 8 * random.nextInt(4)),
                  Operand.reg(random.nextBoolean() ? Reg.R6 : Reg.R10)));
      case 5, 6 -> load(size, base, offset);
      default -> atomic();
    }
  }

  /// A size that every offset of R5 is a multiple of.
  private MemSize variableSize() {
    int unit = Integer.lowestOneBit(mask);
    return MemSize.ofBytes(1 << random.nextInt(Integer.numberOfTrailingZeros(unit) + 1) % 4);
  }

  private int offset(MemSize size) {
    int offset = -8 * (1 + random.nextInt(4)) + random.nextInt(8 / size.bytes()) * size.bytes();
    return random.nextInt(60) == 0 ? offset + random.nextInt(24) - 8 : offset;
  }

  private void load(MemSize size, Reg base, int offset) {
    boolean signed = size != MemSize.DW && random.nextInt(4) == 0;
    insns.add(new Insn.Load<>(size, signed, Reg.of(random.nextInt(4)), base, (short) offset));
  }

  private void atomic() {
    MemSize size = random.nextBoolean() ? MemSize.W : MemSize.DW;
    AtomicOp op = AtomicOp.values()[random.nextInt(AtomicOp.values().length)];
    boolean fetch = op == AtomicOp.XCHG || op == AtomicOp.CMPXCHG || random.nextBoolean();
    int offset = -8 * (1 + random.nextInt(4));
    insns.add(new Insn.Atomic<>(op, fetch, size, Reg.R10, (short) offset, Reg.R2));
  }

  private Operand<Reg> number() {
    return Operand.reg(NUMBERS[random.nextInt(NUMBERS.length)]);
  }

  private void move(Reg reg, Operand<Reg> source) {
    insns.add(new Insn.Mov<>(Width.W64, reg, source));
  }

  private void alu(AluOp op, Reg reg, Operand<Reg> source) {
    insns.add(new Insn.Alu<>(op, Width.W64, reg, source));
  }

  private int pick(int[] values) {
    return values[random.nextInt(values.length)];
  }
}
