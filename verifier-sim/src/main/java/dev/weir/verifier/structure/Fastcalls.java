// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.Reference;
import java.util.BitSet;

/// The spills that compilers put around calls which keep most registers (`bpf_fastcall`). The
/// kernel removes them, so their stack does not count as used, unless something else touches it.
///
/// @kernel v6.13 kernel/bpf/verifier.c mark_fastcall_patterns
final class Fastcalls {
  private static final KernelVersion SINCE = new KernelVersion(6, 12);
  private static final int CALLER_SAVED = 0x3f;

  private final Slots slots;
  private final BitSet jumpTargets;
  private final BitSet inPattern = new BitSet();
  private final int[] removedBelow;
  private final boolean[] kept;
  private final boolean[] removes;

  private Fastcalls(Slots slots, BitSet jumpTargets) {
    this.slots = slots;
    this.jumpTargets = jumpTargets;
    int functions = slots.image().functions().size();
    removedBelow = new int[functions];
    kept = new boolean[functions];
    removes = new boolean[functions];
  }

  static Fastcalls of(Slots slots, BitSet jumpTargets, KernelVersion kernel) {
    Fastcalls calls = new Fastcalls(slots, jumpTargets);
    if (kernel.atLeast(SINCE)) {
      for (int i = 0; i < calls.kept.length; i++) {
        calls.find(i);
      }
    }
    return calls;
  }

  /// Hears of an access to the stack; one that is no part of a pattern, to the stack that the
  /// patterns of the function use, keeps the spills.
  void access(int function, int slot, int depth) {
    if (depth > removedBelow[function] && removes[function] && !inPattern.get(slot)) {
      kept[function] = true;
    }
  }

  /// The depth of a function's stack without removed spills.
  int depth(int function, int used) {
    return removes[function] && !kept[function] ? Math.min(used, removedBelow[function]) : used;
  }

  private void find(int index) {
    FunctionImage function = slots.image().functions().get(index);
    int lowest = 0;
    for (int slot = function.start(); slot < function.end(); slot++) {
      if (slots.at(slot) instanceof Insn.Store<Reg> store && spills(store)) {
        lowest = Math.min(lowest, store.offset());
      }
    }
    int highest = Integer.MAX_VALUE;
    for (int slot = function.start(); slot < function.end(); slot++) {
      int keeps = keptRegisters(slot);
      int pairs = keeps == 0 ? 0 : pairs(slot, lowest, keeps);
      if (pairs > 0) {
        highest = Math.min(highest, -(lowest + 8 * pairs));
        removes[index] = true;
        kept[index] |= !removable(slot);
      }
    }
    removedBelow[index] = highest;
  }

  private int pairs(int call, int lowest, int keeps) {
    int left = keeps;
    int count = 0;
    for (int i = 1; i <= 6; i++) {
      if (call - i < 0
          || call + i >= slots.size()
          || jumpTargets.get(call - i + 1)
          || jumpTargets.get(call + i)) {
        break;
      }
      int offset = lowest + 8 * (i - 1);
      if (!(slots.at(call - i) instanceof Insn.Store<Reg> store
          && slots.at(call + i) instanceof Insn.Load<Reg> load
          && spills(store)
          && load.size() == MemSize.DW
          && load.base() == Reg.R10
          && store.offset() == offset
          && load.offset() == offset
          && store.src() instanceof Operand.Register<Reg>(Reg reg)
          && reg == load.dst()
          && (left >>> reg.number() & 1) != 0)) {
        break;
      }
      left &= ~(1 << reg.number());
      inPattern.set(call - i);
      inPattern.set(call + i);
      count++;
    }
    return count;
  }

  private static boolean spills(Insn.Store<Reg> store) {
    return store.size() == MemSize.DW
        && store.base() == Reg.R10
        && store.src() instanceof Operand.Register<Reg>;
  }

  /// The registers that the call at a slot keeps although calls need not, one bit each.
  private int keptRegisters(int slot) {
    return switch (slots.at(slot)) {
      case Insn.CallHelper<Reg> call ->
          Helpers.byId(call.id())
              .filter(Fastcalls::fast)
              .map(helper -> CALLER_SAVED & -(1 << helper.args().size() + 1))
              .orElse(0);
      case Insn.CallKfunc<Reg> _
          when slots.image().references().get(slot) instanceof Reference.KfuncCall(Kfunc kfunc)
              && fast(kfunc) ->
          CALLER_SAVED & -(1 << kfunc.args().size() + 1);
      case null, default -> 0;
    };
  }

  private static boolean fast(Helper helper) {
    return switch (helper.name()) {
      case "get_smp_processor_id", "get_current_task", "get_current_task_btf" -> true;
      default -> false;
    };
  }

  private static boolean fast(Kfunc kfunc) {
    return switch (kfunc.name()) {
      case "bpf_cast_to_kern_ctx", "bpf_rdonly_cast" -> true;
      default -> false;
    };
  }

  private boolean removable(int slot) {
    return keptRegisters(slot) != 0;
  }
}
