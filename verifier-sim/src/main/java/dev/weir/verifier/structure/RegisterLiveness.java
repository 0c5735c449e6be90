// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;

/// Which registers some later instruction reads, before each instruction; a matter of one function.
///
/// @kernel v6.18 kernel/bpf/verifier.c compute_live_registers
final class RegisterLiveness {
  private static final int CALLER_SAVED = 0x3f;
  private static final int ALL = 0x7ff;

  private final Slots slots;
  private final int[][] next;
  private final int[] used;
  private final int[] defined;

  private RegisterLiveness(Slots slots, int[][] next) {
    this.slots = slots;
    this.next = next;
    used = new int[slots.size()];
    defined = new int[slots.size()];
  }

  /// One bit a register, by slot.
  static int[] of(Slots slots, int[][] next) {
    RegisterLiveness liveness = new RegisterLiveness(slots, next);
    for (int slot = 0; slot < slots.size(); slot++) {
      liveness.effects(slot);
    }
    return liveness.solve();
  }

  private int[] solve() {
    int[] before = new int[slots.size()];
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int slot = slots.size() - 1; slot >= 0; slot--) {
        int after = 0;
        for (int to : next[slot]) {
          after |= to < before.length ? before[to] : 0;
        }
        int live = after & ~defined[slot] | used[slot];
        changed |= live != before[slot];
        before[slot] = live;
      }
    }
    return before;
  }

  private void effects(int slot) {
    switch (slots.at(slot)) {
      case null -> {}
      case Insn.Alu<Reg> alu -> set(slot, bit(alu.dst()) | bits(alu.src()), bit(alu.dst()));
      case Insn.Mov<Reg> mov -> set(slot, bits(mov.src()), bit(mov.dst()));
      case Insn.MovSx<Reg> mov -> set(slot, bit(mov.src()), bit(mov.dst()));
      case Insn.AddrSpaceCast<Reg> cast -> set(slot, bit(cast.src()), bit(cast.dst()));
      case Insn.MovPerCpu<Reg> mov -> set(slot, bit(mov.src()), bit(mov.dst()));
      case Insn.Neg<Reg> neg -> set(slot, bit(neg.dst()), bit(neg.dst()));
      case Insn.Swap<Reg> swap -> set(slot, bit(swap.dst()), bit(swap.dst()));
      case Insn.LoadImm64<Reg> load -> set(slot, 0, bit(load.dst()));
      case Insn.Load<Reg> load -> set(slot, bit(load.base()), bit(load.dst()));
      case Insn.LoadAcquire<Reg> load -> set(slot, bit(load.base()), bit(load.dst()));
      case Insn.Store<Reg> store -> set(slot, bit(store.base()) | bits(store.src()), 0);
      case Insn.StoreRelease<Reg> store -> set(slot, bit(store.base()) | bit(store.src()), 0);
      case Insn.Atomic<Reg> atomic -> atomic(slot, atomic);
      case Insn.LoadAbs<Reg> _, Insn.LoadInd<Reg> _, Insn.Raw<Reg> _ -> set(slot, ALL, 0);
      case Insn.JumpIf<Reg> jump -> set(slot, bit(jump.left()) | bits(jump.right()), 0);
      case Insn.Jump<Reg> _, Insn.MayGoto<Reg> _ -> {}
      case Insn.JumpIndirect<Reg> jump -> set(slot, ALL | bit(jump.target()), 0);
      case Insn.CallHelper<Reg> call -> set(slot, arguments(slot, call), CALLER_SAVED);
      case Insn.CallKfunc<Reg> call -> set(slot, arguments(slot, call), CALLER_SAVED);
      case Insn.CallLocal<Reg> call -> set(slot, arguments(slot, call), CALLER_SAVED);
      case Insn.CallReg<Reg> _ -> set(slot, ALL, CALLER_SAVED);
      case Insn.Exit<Reg> _ -> set(slot, 1, 0);
    }
  }

  private void atomic(int slot, Insn.Atomic<Reg> atomic) {
    int operands = bit(atomic.base()) | bit(atomic.src());
    if (atomic.op() == AtomicOp.CMPXCHG) {
      set(slot, operands | 1, 1);
    } else {
      set(slot, operands, atomic.fetch() ? bit(atomic.src()) : 0);
    }
  }

  private int arguments(int slot, Insn<Reg> call) {
    return (1 << CallKinds.parameters(slots.image(), slot, call) + 1) - 2;
  }

  private void set(int slot, int use, int define) {
    used[slot] = use;
    defined[slot] = define;
  }

  private static int bit(Reg reg) {
    return 1 << reg.number();
  }

  private static int bits(Operand<Reg> operand) {
    return operand instanceof Operand.Register<Reg>(Reg reg) ? bit(reg) : 0;
  }
}
