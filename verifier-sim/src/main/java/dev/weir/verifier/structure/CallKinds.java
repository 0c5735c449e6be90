// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.bytecode.kernel.KfuncFlag;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.image.Reference;
import org.jspecify.annotations.Nullable;

/// What kinds of calls mean for the control flow.
///
/// @kernel v6.12 kernel/bpf/verifier.c is_sync_callback_calling_insn
final class CallKinds {
  private static final int TAIL_CALL = 12;

  private CallKinds() {}

  /// Whether the call runs a callback before it returns.
  static boolean callsBack(ProgramImage image, int slot, Insn<Reg> insn) {
    if (insn instanceof Insn.CallHelper<Reg> call) {
      return switch (Helpers.byId(call.id()).map(Helper::name).orElse("")) {
        case "for_each_map_elem", "find_vma", "loop", "user_ringbuf_drain" -> true;
        default -> false;
      };
    }
    Kfunc kfunc = kfunc(image, slot, insn);
    return kfunc != null && kfunc.name().startsWith("bpf_rbtree_add");
  }

  /// Whether the call leaves a callback to be run after the program.
  static boolean callsBackLater(ProgramImage image, int slot, Insn<Reg> insn) {
    if (insn instanceof Insn.CallHelper<Reg> call) {
      return Helpers.byId(call.id()).map(Helper::name).orElse("").equals("timer_set_callback");
    }
    Kfunc kfunc = kfunc(image, slot, insn);
    return kfunc != null
        && (kfunc.name().startsWith("bpf_wq_set_callback")
            || kfunc.name().startsWith("bpf_task_work_schedule"));
  }

  /// Whether the call steps an open-coded iterator.
  static boolean stepsIterator(ProgramImage image, int slot, Insn<Reg> insn) {
    Kfunc kfunc = kfunc(image, slot, insn);
    return kfunc != null && kfunc.has(KfuncFlag.ITER_NEXT);
  }

  /// Whether the call makes packet pointers invalid.
  static boolean changesPacketData(ProgramImage image, int slot, Insn<Reg> insn) {
    if (insn instanceof Insn.CallHelper<Reg> call) {
      return Helpers.byId(call.id()).map(Helper::changesPacketData).orElse(false);
    }
    Kfunc kfunc = kfunc(image, slot, insn);
    return kfunc != null && kfunc.name().equals("bpf_xdp_pull_data");
  }

  static boolean tailCalls(Insn<Reg> insn) {
    return insn instanceof Insn.CallHelper<Reg> call && call.id() == TAIL_CALL;
  }

  /// How many of R1 to R5 the call reads.
  static int parameters(ProgramImage image, int slot, Insn<Reg> insn) {
    if (insn instanceof Insn.CallHelper<Reg> call) {
      return Helpers.byId(call.id()).map(helper -> helper.args().size()).orElse(5);
    }
    Kfunc kfunc = kfunc(image, slot, insn);
    return kfunc == null ? 5 : Math.min(5, kfunc.args().size());
  }

  private static @Nullable Kfunc kfunc(ProgramImage image, int slot, Insn<Reg> insn) {
    return insn instanceof Insn.CallKfunc<Reg>
            && image.references().get(slot) instanceof Reference.KfuncCall(Kfunc kfunc)
        ? kfunc
        : null;
  }
}
