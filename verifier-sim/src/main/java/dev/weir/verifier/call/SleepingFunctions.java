// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.KfuncFlag;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.Reference;
import dev.weir.verifier.state.Walk;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which functions of a program may sleep, by what they call.
///
/// @kernel v6.18 kernel/bpf/verifier.c mark_subprog_might_sleep
final class SleepingFunctions {
  private SleepingFunctions() {}

  /// Whether a function, or one that it calls, calls something that may sleep.
  static boolean maySleep(Walk walk, int function) {
    List<@Nullable Insn<Reg>> code = walk.image().bySlot();
    BitSet seen = new BitSet();
    Deque<Integer> open = new ArrayDeque<>();
    open.add(function);
    while (!open.isEmpty()) {
      int index = open.pop();
      if (seen.get(index)) {
        continue;
      }
      seen.set(index);
      FunctionImage image = walk.image().functions().get(index);
      for (int slot = image.start(); slot < image.end(); slot++) {
        Reference reference = walk.image().references().get(slot);
        if (sleeps(code.get(slot), reference)) {
          return true;
        }
        if (reference instanceof Reference.LocalCall(int callee)) {
          open.push(callee);
        }
      }
    }
    return false;
  }

  private static boolean sleeps(@Nullable Insn<Reg> insn, @Nullable Reference reference) {
    if (insn instanceof Insn.CallHelper<Reg>(int id)) {
      return Helpers.byId(id).map(HelperRules::sleeps).orElse(false);
    }
    return reference instanceof Reference.KfuncCall(var kfunc) && kfunc.has(KfuncFlag.SLEEPABLE);
  }
}
