// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.object.Linkage;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import dev.weir.verifier.state.State;
import dev.weir.verifier.structure.Structure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Follows a number that mattered back to everything it was computed from, along the path that led
/// here, and marks it precise in all states kept on the way. Where that is not possible, every
/// number of those states becomes precise.
///
/// @kernel v6.18 kernel/bpf/verifier.c mark_chain_precision backtrack_insn
final class Precision {
  private static final int ARGUMENTS = 0x3e;

  /// The number of the helper `tail_call`.
  static final int TAIL_CALL = 12;

  private final Structure structure;
  private final List<FunctionImage> functions;
  private final boolean followsFetches;
  private final int[] regs = new int[State.MAX_FRAMES];
  private final long[] slots = new long[State.MAX_FRAMES];
  private int frame;
  private boolean news;
  private boolean lost;

  Precision(Structure structure, ProgramImage image, KernelModel kernel) {
    this.structure = structure;
    this.followsFetches = kernel.has(Behaviour.FETCHES_FOLLOWED);
    this.functions = image.functions();
  }

  /// Follows a register of the current frame.
  void markReg(Node from, int reg) {
    start(from);
    regs[frame] |= 1 << reg;
    follow(from);
  }

  /// Follows a spilled value.
  void markSlot(Node from, int slotFrame, int slot) {
    start(from);
    slots[slotFrame] |= 1L << slot;
    follow(from);
  }

  /// Follows in `from` everything that is precise in the kept state that covers it. Returns whether
  /// that marked anything.
  boolean markAll(Node kept, Node from) {
    start(from);
    List<Frame> frames = kept.state.frames();
    for (int i = 0; i < frames.size(); i++) {
      Frame old = frames.get(i);
      for (int reg = 0; reg < Frame.REGS - 1; reg++) {
        if (old.isPrecise(reg) && old.reg(reg).isScalar()) {
          regs[i] |= 1 << reg;
        }
      }
      for (int slot = 0; slot < old.slotCount(); slot++) {
        if (old.isSlotPrecise(slot) && spilledScalar(old.slot(slot))) {
          slots[i] |= 1L << slot;
        }
      }
    }
    follow(from);
    return news;
  }

  private void start(Node from) {
    java.util.Arrays.fill(regs, 0);
    java.util.Arrays.fill(slots, 0);
    frame = from.state.frames().size() - 1;
    news = false;
    lost = false;
  }

  private boolean nothing() {
    for (int i = 0; i <= frame; i++) {
      if (regs[i] != 0 || slots[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private void follow(Node from) {
    if (nothing()) {
      return;
    }
    Node node = from;
    int slot = from.slot;
    int next = -1;
    boolean skip = true;
    while (true) {
      if (slot < 0) {
        markEntry(node);
        return;
      }
      History history = node.history;
      while (true) {
        if (!skip) {
          back(slot, next, History.endsAt(history, slot) ? history : null);
        }
        skip = false;
        if (lost) {
          everything(from);
          return;
        }
        if (nothing()) {
          return;
        }
        next = slot;
        if (slot == node.firstSlot && atStart(history, slot)) {
          break;
        }
        if (history != null && history.slot() == slot) {
          slot = history.previous();
          history = history.before();
        } else {
          slot = previous(slot);
        }
        if (slot < 0) {
          everything(from);
          return;
        }
      }
      int first = node.firstSlot;
      Node parent = node.parent;
      if (parent == null) {
        everything(from);
        return;
      }
      mark(parent);
      if (nothing()) {
        return;
      }
      next = first;
      slot = parent.lastSlot;
      node = parent;
    }
  }

  private static boolean atStart(@Nullable History history, int slot) {
    return history == null || (history.count() == 1 && history.slot() == slot);
  }

  /// The slot of the instruction before, which is two slots up for 64-bit immediate loads.
  private int previous(int slot) {
    int before = slot - 1;
    return before >= 0 && structure.insn(before) == null ? before - 1 : before;
  }

  /// At the start of a global function, its arguments are what is left to follow.
  private void markEntry(Node node) {
    Frame entry = node.state.frame(0);
    for (int reg = 1; reg <= 5; reg++) {
      if ((regs[0] >>> reg & 1) != 0 && entry.reg(reg).isScalar() && !entry.isPrecise(reg)) {
        entry.setPrecise(reg, true);
        news = true;
      }
    }
  }

  private void mark(Node node) {
    for (int i = frame; i >= 0; i--) {
      if (i >= node.state.frames().size()) {
        lost |= regs[i] != 0 || slots[i] != 0;
        continue;
      }
      Frame kept = node.state.frame(i);
      for (int reg = 0; regs[i] >>> reg != 0; reg++) {
        if ((regs[i] >>> reg & 1) == 0) {
          continue;
        }
        if (!kept.reg(reg).isScalar() || kept.isPrecise(reg)) {
          regs[i] &= ~(1 << reg);
        } else {
          kept.setPrecise(reg, true);
          news = true;
        }
      }
      for (long left = slots[i]; left != 0; left &= left - 1) {
        int slot = Long.numberOfTrailingZeros(left);
        if (!spilledScalar(kept.slot(slot)) || kept.isSlotPrecise(slot)) {
          slots[i] &= ~(1L << slot);
        } else {
          kept.setSlotPrecise(slot, true);
          news = true;
        }
      }
    }
  }

  private static boolean spilledScalar(StackSlot slot) {
    var spilled = slot.spilled();
    return spilled != null && spilled.isScalar() && slot.kind(0) == ByteKind.SPILL;
  }

  /// Marks every number in every state kept on the way.
  void everything(Node from) {
    for (Node node = from.parent; node != null; node = node.parent) {
      for (Frame kept : node.state.frames()) {
        for (int reg = 0; reg < Frame.REGS - 1; reg++) {
          if (kept.reg(reg).isScalar() && !kept.isPrecise(reg)) {
            kept.setPrecise(reg, true);
            news = true;
          }
        }
        for (int slot = 0; slot < kept.slotCount(); slot++) {
          if (spilledScalar(kept.slot(slot)) && !kept.isSlotPrecise(slot)) {
            kept.setSlotPrecise(slot, true);
            news = true;
          }
        }
      }
    }
  }

  private void back(int slot, int next, @Nullable History history) {
    linked(history);
    Insn<Reg> insn = structure.insn(slot);
    switch (insn) {
      case null -> {}
      case Insn.Alu<Reg> alu -> {
        if (isSet(alu.dst())) {
          add(alu.src());
        }
      }
      case Insn.Mov<Reg> mov -> {
        if (take(mov.dst())) {
          add(mov.src());
        }
      }
      case Insn.MovSx<Reg> mov -> {
        if (take(mov.dst())) {
          add(mov.src());
        }
      }
      case Insn.AddrSpaceCast<Reg> cast -> {
        if (take(cast.dst())) {
          add(cast.src());
        }
      }
      case Insn.MovPerCpu<Reg> mov -> {
        if (take(mov.dst())) {
          add(mov.src());
        }
      }
      case Insn.Neg<Reg> _, Insn.Swap<Reg> _, Insn.Jump<Reg> _, Insn.MayGoto<Reg> _ -> {}
      case Insn.LoadImm64<Reg> load -> take(load.dst());
      case Insn.Load<Reg> load -> loaded(load.dst(), history);
      case Insn.LoadAcquire<Reg> load -> loaded(load.dst(), history);
      case Insn.Store<Reg> store -> stored(store.base(), store.src(), history);
      case Insn.StoreRelease<Reg> store -> stored(store.base(), Operand.reg(store.src()), history);
      case Insn.Atomic<Reg> atomic -> atomic(atomic, history);
      case Insn.JumpIf<Reg> jump -> compared(jump, history);
      case Insn.CallLocal<Reg> call -> {
        if (localCall(slot, next, call)) {
          return;
        }
      }
      case Insn.CallHelper<Reg> call -> {
        if (call(slot, next, call.id() == TAIL_CALL)) {
          return;
        }
      }
      case Insn.CallKfunc<Reg> _ -> {
        if (call(slot, next, false)) {
          return;
        }
      }
      case Insn.Exit<Reg> _ -> {
        exit(next);
        return;
      }
      case Insn.LoadAbs<Reg> _, Insn.LoadInd<Reg> _ -> {
        if (isSet(Reg.R0)) {
          lost = true;
        } else if (next != slot + 1) {
          enter(); // the packet was too short, which ended a function
        }
      }
      case Insn.JumpIndirect<Reg> _, Insn.CallReg<Reg> _, Insn.Raw<Reg> _ -> lost = true;
    }
    linked(history);
  }

  private void linked(@Nullable History history) {
    if (history == null || history.links() == 0) {
      return;
    }
    long links = history.links();
    boolean some = false;
    for (int i = 0; i < Links.count(links); i++) {
      int at = Links.frame(links, i);
      some |=
          Links.spilled(links, i)
              ? (slots[at] >>> Links.number(links, i) & 1) != 0
              : (regs[at] >>> Links.number(links, i) & 1) != 0;
    }
    for (int i = 0; some && i < Links.count(links); i++) {
      if (Links.spilled(links, i)) {
        slots[Links.frame(links, i)] |= 1L << Links.number(links, i);
      } else {
        regs[Links.frame(links, i)] |= 1 << Links.number(links, i);
      }
    }
  }

  private void loaded(Reg dst, @Nullable History history) {
    if (take(dst) && history != null && (history.flags() & History.STACK) != 0) {
      slots[history.frame()] |= 1L << history.stackSlot();
    }
  }

  private void stored(Reg base, Operand<Reg> src, @Nullable History history) {
    if (isSet(base)) {
      lost = true;
      return;
    }
    if (history == null || (history.flags() & History.STACK) == 0) {
      return;
    }
    long bit = 1L << history.stackSlot();
    if ((slots[history.frame()] & bit) != 0) {
      slots[history.frame()] &= ~bit;
      add(src);
    }
  }

  private void atomic(Insn.Atomic<Reg> atomic, @Nullable History history) {
    if (atomic.fetch()) {
      Reg fetched = atomic.op() == AtomicOp.CMPXCHG ? Reg.R0 : atomic.src();
      boolean wanted = isSet(fetched);
      loaded(fetched, history);
      if (wanted && !followsFetches) {
        add(fetched);
      }
    }
    if (!atomic.fetch()) {
      stored(atomic.base(), Operand.reg(atomic.src()), history);
    }
  }

  private void compared(Insn.JumpIf<Reg> jump, @Nullable History history) {
    if (!(jump.right() instanceof Operand.Register<Reg>(Reg right))
        || (!isSet(jump.left()) && !isSet(right))) {
      return;
    }
    int flags = history == null ? 0 : history.flags();
    if ((flags & History.RIGHT_IS_STACK) == 0) {
      add(right);
    }
    if ((flags & History.LEFT_IS_STACK) == 0) {
      add(jump.left());
    }
  }

  /// Whether the call was that of a function the path went through.
  private boolean localCall(int slot, int next, Insn.CallLocal<Reg> call) {
    int callee = structure.function(slot + 1 + call.offset());
    if (functions.get(callee).linkage() == Linkage.GLOBAL && next == slot + 1) {
      regs[frame] &= ~1;
      lost |= (regs[frame] & ARGUMENTS) != 0;
      return true;
    }
    if ((regs[frame] & ~ARGUMENTS) != 0 || slots[frame] != 0 || frame == 0) {
      lost = true;
      return true;
    }
    regs[frame - 1] |= regs[frame] & ARGUMENTS;
    regs[frame] = 0;
    frame--;
    return true;
  }

  private boolean call(int slot, int next, boolean tailCall) {
    if (structure.callsBack(slot) && next != slot + 1) {
      if ((regs[frame] & ~ARGUMENTS) != 0 || slots[frame] != 0 || frame == 0) {
        lost = true;
        return true;
      }
      regs[frame] = 0;
      frame--;
      return true;
    }
    regs[frame] &= ~1;
    lost |= (regs[frame] & ARGUMENTS) != 0;
    if (tailCall && next != slot + 1) {
      enter();
    }
    return true;
  }

  private void exit(int next) {
    boolean fromCall = next > 0 && structure.insn(next - 1) instanceof Insn.CallLocal<Reg>;
    boolean result = fromCall && (regs[frame] & 1) != 0;
    if (fromCall && (regs[frame] & ARGUMENTS) != 0) {
      lost = true;
      return;
    }
    regs[frame] &= ~1;
    enter();
    if (result && !lost) {
      regs[frame] |= 1;
    }
  }

  private void enter() {
    if (frame == State.MAX_FRAMES - 1) {
      lost = true;
      return;
    }
    frame++;
    regs[frame] = 0;
    slots[frame] = 0;
  }

  private boolean isSet(Reg reg) {
    return (regs[frame] >>> reg.number() & 1) != 0;
  }

  private boolean take(Reg reg) {
    boolean set = isSet(reg);
    regs[frame] &= ~(1 << reg.number());
    return set;
  }

  private void add(Operand<Reg> operand) {
    if (operand instanceof Operand.Register<Reg>(Reg reg)) {
      add(reg);
    }
  }

  private void add(Reg reg) {
    if (reg != Reg.R10) {
      regs[frame] |= 1 << reg.number();
    }
  }
}
