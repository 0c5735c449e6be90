// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.call.Exits;
import dev.weir.verifier.call.HelperCall;
import dev.weir.verifier.call.KfuncCall;
import dev.weir.verifier.call.LocalCall;
import dev.weir.verifier.call.PacketLoads;
import dev.weir.verifier.memory.Atomics;
import dev.weir.verifier.memory.Loads;
import dev.weir.verifier.memory.Stores;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.State;
import dev.weir.verifier.structure.InsnChecks;
import dev.weir.verifier.transfer.Arithmetic;
import dev.weir.verifier.transfer.Branches;
import dev.weir.verifier.transfer.ImmediateLoad;

/// One instruction: hands it to the part that knows it, and finds the next.
///
/// @kernel v6.12 kernel/bpf/verifier.c do_check
final class Step {
  /// The path is at its end.
  static final int END = -1;

  private Step() {}

  /// Whether the kernel counts the instruction as a jump.
  static boolean jumps(Insn<Reg> insn) {
    return switch (insn) {
      case Insn.JumpIf<Reg> _,
          Insn.Jump<Reg> _,
          Insn.JumpIndirect<Reg> _,
          Insn.MayGoto<Reg> _,
          Insn.CallHelper<Reg> _,
          Insn.CallKfunc<Reg> _,
          Insn.CallLocal<Reg> _,
          Insn.CallReg<Reg> _,
          Insn.Exit<Reg> _ ->
          true;
      default -> false;
    };
  }

  /// Executes an instruction on the current state; the slot of the next, or [#END].
  static int execute(Path path, Insn<Reg> insn) {
    int slot = path.insn();
    switch (insn) {
      case Insn.Alu<Reg> _,
          Insn.Mov<Reg> _,
          Insn.MovSx<Reg> _,
          Insn.Neg<Reg> _,
          Insn.Swap<Reg> _,
          Insn.AddrSpaceCast<Reg> _,
          Insn.MovPerCpu<Reg> _ -> {
        InsnChecks.checkReached(insn, path.kernel().version());
        Arithmetic.execute(path, insn);
      }
      case Insn.LoadImm64<Reg> load -> {
        ImmediateLoad.execute(path, load);
        return slot + 2;
      }
      case Insn.Load<Reg> _, Insn.LoadAcquire<Reg> _ -> Loads.execute(path, insn);
      case Insn.Store<Reg> _, Insn.StoreRelease<Reg> _ -> Stores.execute(path, insn);
      case Insn.Atomic<Reg> atomic -> Atomics.execute(path, atomic);
      case Insn.LoadAbs<Reg> _, Insn.LoadInd<Reg> _ -> {
        return PacketLoads.execute(path, insn);
      }
      case Insn.JumpIf<Reg> jump -> {
        return branch(path, slot, jump);
      }
      case Insn.Jump<Reg> jump -> {
        return slot + 1 + jump.offset();
      }
      case Insn.MayGoto<Reg> jump -> {
        return mayGoto(path, slot, jump);
      }
      case Insn.CallHelper<Reg> call -> {
        return HelperCall.execute(path, call);
      }
      case Insn.CallKfunc<Reg> call -> KfuncCall.execute(path, call);
      case Insn.CallLocal<Reg> call -> {
        return LocalCall.execute(path, call);
      }
      case Insn.Exit<Reg> _ -> {
        return Exits.execute(path);
      }
      case Insn.JumpIndirect<Reg> _ -> throw new Unmodelled("jumps through a register (`gotox`)");
      case Insn.CallReg<Reg> _, Insn.Raw<Reg> _ ->
          InsnChecks.checkReached(insn, path.kernel().version());
    }
    return slot + 1;
  }

  private static int branch(Path path, int slot, Insn.JumpIf<Reg> jump) {
    boolean leftIsStack = path.frame().reg(jump.left().number()).type() == RegType.STACK;
    boolean rightIsStack =
        jump.right() instanceof Operand.Register<Reg>(Reg right)
            && path.frame().reg(right.number()).type() == RegType.STACK;
    if (leftIsStack || rightIsStack) {
      path.noteComparison(leftIsStack, rightIsStack);
    }
    int target = slot + 1 + jump.offset();
    return Branches.execute(path, jump, target) == Branches.Outcome.TAKEN ? target : slot + 1;
  }

  /// The loop may be left at any round, which is explored first; going on is left for later.
  private static int mayGoto(Path path, int slot, Insn.MayGoto<Reg> jump) {
    State on = path.branch(slot + 1);
    on.setMayGotoDepth(on.mayGotoDepth() + 1);
    path.widenSinceLastPass(on);
    return slot + 1 + jump.offset();
  }
}
