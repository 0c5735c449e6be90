// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.arbitraries.IntegerArbitrary;

/// Random valid instructions; each kind comes up equally often.
public final class InsnArbitraries {
  private static final Arbitrary<Reg> REG = Arbitraries.of(Reg.class);
  private static final Arbitrary<Width> WIDTH = Arbitraries.of(Width.class);
  private static final Arbitrary<MemSize> SIZE = Arbitraries.of(MemSize.class);
  private static final Arbitrary<Short> OFFSET = Arbitraries.shorts();
  private static final IntegerArbitrary IMM = Arbitraries.integers();
  private static final Arbitrary<Operand<Reg>> OPERAND =
      Arbitraries.oneOf(
          REG.map(Operand::reg), IMM.map((Function<Integer, Operand<Reg>>) Operand::imm));

  private InsnArbitraries() {}

  /// Any valid instruction except [Insn.Raw].
  public static Arbitrary<Insn<Reg>> insn() {
    List<Arbitrary<? extends Insn<Reg>>> kinds = new ArrayList<>();
    arithmetic(kinds);
    memory(kinds);
    control(kinds);
    return Arbitraries.oneOf(kinds.stream().map(InsnArbitraries::widen).toList());
  }

  private static void arithmetic(List<Arbitrary<? extends Insn<Reg>>> kinds) {
    kinds.add(
        Combinators.combine(Arbitraries.of(AluOp.class), WIDTH, REG, OPERAND).as(Insn.Alu::new));
    kinds.add(Combinators.combine(WIDTH, REG, OPERAND).as(Insn.Mov::new));
    kinds.add(
        Combinators.combine(WIDTH, Arbitraries.of(8, 16), REG, REG)
            .as((width, bits, dst, src) -> new Insn.MovSx<>(width, bits, dst, src)));
    kinds.add(
        Combinators.combine(REG, REG).as((dst, src) -> new Insn.MovSx<>(Width.W64, 32, dst, src)));
    Arbitrary<Integer> space = Arbitraries.integers().between(0, 0xffff);
    kinds.add(Combinators.combine(REG, REG, space, space).as(Insn.AddrSpaceCast::new));
    kinds.add(Combinators.combine(REG, REG).as(Insn.MovPerCpu::new));
    kinds.add(Combinators.combine(WIDTH, REG).as(Insn.Neg::new));
    kinds.add(
        Combinators.combine(Arbitraries.of(SwapKind.class), Arbitraries.of(16, 32, 64), REG)
            .as(Insn.Swap::new));
    kinds.add(
        Combinators.combine(REG, Arbitraries.of(Pseudo.class), Arbitraries.longs())
            .as(Insn.LoadImm64::new));
  }

  private static void memory(List<Arbitrary<? extends Insn<Reg>>> kinds) {
    kinds.add(
        Combinators.combine(SIZE, Arbitraries.of(true, false), REG, REG, OFFSET)
            .as((size, signed, dst, base, offset) ->
                new Insn.Load<>(size, signed && size != MemSize.DW, dst, base, offset)));
    kinds.add(Combinators.combine(SIZE, REG, OFFSET, OPERAND).as(Insn.Store::new));
    kinds.add(
        Combinators.combine(
                Arbitraries.of(AtomicOp.class),
                Arbitraries.of(true, false),
                Arbitraries.of(MemSize.W, MemSize.DW),
                REG,
                OFFSET,
                REG)
            .as((op, fetch, size, base, offset, src) ->
                new Insn.Atomic<>(
                    op,
                    fetch || op == AtomicOp.XCHG || op == AtomicOp.CMPXCHG,
                    size,
                    base,
                    offset,
                    src)));
    kinds.add(Combinators.combine(SIZE, REG, REG, OFFSET).as(Insn.LoadAcquire::new));
    kinds.add(Combinators.combine(SIZE, REG, OFFSET, REG).as(Insn.StoreRelease::new));
    Arbitrary<MemSize> packet = Arbitraries.of(MemSize.B, MemSize.H, MemSize.W);
    kinds.add(Combinators.combine(packet, IMM).as(Insn.LoadAbs<Reg>::new));
    kinds.add(Combinators.combine(packet, REG, IMM).as(Insn.LoadInd::new));
  }

  private static void control(List<Arbitrary<? extends Insn<Reg>>> kinds) {
    kinds.add(
        Combinators.combine(Arbitraries.of(Condition.class), WIDTH, REG, OPERAND, OFFSET)
            .as(Insn.JumpIf::new));
    kinds.add(OFFSET.map(offset -> new Insn.Jump<>(false, offset)));
    kinds.add(IMM.map(offset -> new Insn.Jump<>(true, offset)));
    kinds.add(REG.map(Insn.JumpIndirect::new));
    kinds.add(OFFSET.map(Insn.MayGoto<Reg>::new));
    kinds.add(IMM.map(Insn.CallHelper<Reg>::new));
    kinds.add(IMM.map(Insn.CallLocal<Reg>::new));
    kinds.add(Combinators.combine(IMM, OFFSET).as(Insn.CallKfunc<Reg>::new));
    kinds.add(REG.map(Insn.CallReg::new));
    kinds.add(Arbitraries.just(new Insn.Exit<>()));
  }

  private static Arbitrary<Insn<Reg>> widen(Arbitrary<? extends Insn<Reg>> kind) {
    return kind.map(insn -> insn);
  }
}
