// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.explore.StateEquality.Level;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import dev.weir.verifier.state.State;
import dev.weir.verifier.structure.Structure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The states kept at each point where states are compared: whether one of them makes it needless
/// to go on, and which to keep.
///
/// @kernel v6.18 kernel/bpf/verifier.c is_state_visited
final class Pruning {
  private static final int LONG_HISTORY = 40;

  private final Structure structure;
  private final StateEquality equality;
  private final Precision precision;
  private final Loops loops;
  private final StackUse use;
  private final @Nullable Kept[] kept;
  private final boolean forgetsSingular;
  private final boolean callbacksRepeat;
  private final boolean callbacksAreLoops;
  private final boolean endlessIsExact;
  private int keptStates;
  private int evictedStates;
  private int totalStates;
  private int peakStates;
  private int jumpsAtLast;
  private int insnsAtLast;

  /// The states kept at one instruction for one call of its function, oldest first.
  private static final class Kept {
    final int callSite;
    final List<Node> nodes = new ArrayList<>();
    final @Nullable Kept more;

    Kept(int callSite, @Nullable Kept more) {
      this.callSite = callSite;
      this.more = more;
    }
  }

  Pruning(Structure structure, KernelModel kernel, Precision precision, StackUse use) {
    this.use = use;
    this.forgetsSingular = kernel.has(Behaviour.SINGULAR_IDENTITIES_FORGOTTEN);
    this.endlessIsExact = kernel.has(Behaviour.ENDLESS_LOOPS_EXACT);
    this.callbacksRepeat = kernel.has(Behaviour.CALLBACKS_REPEAT);
    this.callbacksAreLoops = kernel.has(Behaviour.CALLBACKS_ARE_LOOPS);
    this.structure = structure;
    this.equality = new StateEquality(structure, kernel);
    this.precision = precision;
    this.loops = new Loops(structure, precision, use);
    this.kept = new Kept[structure.size()];
  }

  int totalStates() {
    return totalStates;
  }

  int peakStates() {
    return peakStates;
  }

  /// Forgets all states, as before the verification of another function.
  void clear() {
    java.util.Arrays.fill(kept, null);
    loops.clear();
    keptStates = 0;
    evictedStates = 0;
  }

  /// Whether a kept state makes it needless to go on; if not, the current state may be kept.
  ///
  /// @param jumps processed so far
  /// @param insns processed so far
  boolean visited(Node current, int jumps, int insns, int lastId) {
    int slot = current.slot;
    boolean keep = structure.alwaysKeepsAt(slot) || History.count(current.history) > LONG_HISTORY;
    boolean forced = keep;
    if (jumps - jumpsAtLast >= 2 && insns - insnsAtLast >= 8) {
      keep = true;
    }
    Kept list = kept(current);
    List<Node> nodes = list.nodes;
    cleanDone(nodes, current);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node old = nodes.get(i);
      Level level;
      if (old.branches > 0) {
        level = roundAgain(old, current, lastId) ? Level.WITHIN : null;
        if (level == null && !forced && jumps - jumpsAtLast < 20 && insns - insnsAtLast < 100) {
          keep = false;
        }
      } else {
        level = loops.incomplete(old) ? Level.WITHIN : Level.LOOSE;
        if (!equality.covers(old, current, level, lastId)) {
          level = null;
        }
      }
      if (level != null) {
        boolean calls = old.branches > 0 && structure.callsBack(slot);
        hit(old, current, level == Level.WITHIN && (callbacksAreLoops || !calls));
        return true;
      }
      if (keep) {
        old.misses++;
      }
      int patience = structure.alwaysKeepsAt(slot) && old.branches > 0 ? 64 : 3;
      if (old.misses > old.hits * patience + patience) {
        evict(nodes, i);
      }
    }
    if (keep) {
      keep(list, current, jumps, insns);
    }
    return false;
  }

  private Kept kept(Node current) {
    int callSite = current.state.current().callSite();
    Kept first = kept[current.slot];
    for (Kept list = first; list != null; list = list.more) {
      if (list.callSite == callSite) {
        return list;
      }
    }
    Kept list = new Kept(callSite, first);
    kept[current.slot] = list;
    return list;
  }

  private void hit(Node old, Node current, boolean loop) {
    old.hits++;
    use.follow(old, current);
    if (structure.recordsAt(current.slot)) {
      current.history =
          new History(
              current.slot,
              current.lastSlot,
              0,
              0,
              0,
              0,
              current.history,
              History.count(current.history) + 1);
    }
    precision.markAll(old, current);
    if (loop) {
      loops.goesRound(old, current);
      updatePeak();
    }
  }

  private void evict(List<Node> nodes, int index) {
    Node node = nodes.remove(index);
    keptStates--;
    if (node.branches != 0 || loops.incomplete(node)) {
      node.evicted = true;
      evictedStates++;
    }
  }

  private void updatePeak() {
    peakStates = Math.max(peakStates, keptStates + evictedStates + loops.backEdges());
  }

  private void keep(Kept list, Node current, int jumps, int insns) {
    totalStates++;
    keptStates++;
    updatePeak();
    jumpsAtLast = jumps;
    insnsAtLast = insns;
    if (forgetsSingular) {
      Singular.forget(current.state);
    }
    Node node = current.copy();
    for (Frame frame : node.state.frames()) {
      frame.clearPrecise();
    }
    loops.enter(node);
    list.nodes.add(node);
    current.parent = node;
    current.firstSlot = current.slot;
    current.depth = node.depth + 1;
    current.history = null;
    use.keep(node, current);
  }

  /// A path ends: states all of whose paths ended are done.
  void ended(Node current) {
    for (Node node = current.parent; node != null; node = node.parent) {
      if (--node.branches > 0) {
        return;
      }
      loops.leave(node);
      if (node.evicted && !loops.incomplete(node)) {
        node.evicted = false;
        evictedStates--;
      }
    }
  }

  /// Whether the current state closes a loop that is known to end: that of an iterator, of a
  /// `may_goto`, of a callback.
  private boolean roundAgain(Node old, Node current, int lastId) {
    State before = old.state;
    State now = current.state;
    int slot = current.slot;
    if (before.asyncEntry() != now.asyncEntry()) {
      return false;
    }
    if (structure.stepsIterator(slot)) {
      return equality.covers(old, current, Level.WITHIN, lastId) && activeIterator(now);
    }
    Insn<Reg> insn = structure.insn(slot);
    if (insn instanceof Insn.MayGoto<Reg>
        && before.mayGotoDepth() != now.mayGotoDepth()
        && equality.covers(old, current, Level.WITHIN, lastId)) {
      return true;
    }
    if (callbacksRepeat && structure.callsBack(slot)) {
      return equality.covers(old, current, Level.WITHIN, lastId);
    }
    if (before.mayGotoDepth() == now.mayGotoDepth()
        && before.callbackUnroll() == now.callbackUnroll()
        && StateEquality.looksLikeLoop(before, now)
        && (endlessIsExact
            ? equality.covers(old, current, Level.EXACT, lastId)
            : equality.coversSoFar(old, current, use, lastId))
        && !iteratorsMoved(before, now)) {
      throw new Violation(
          Rule.INFINITE_LOOP,
          "the loop at instruction " + slot + " comes round with nothing changed");
    }
    return false;
  }

  private static boolean activeIterator(State now) {
    RegState pointer = now.current().reg(1);
    if (pointer.type() != RegType.STACK) {
      return false;
    }
    int slot = (int) (-pointer.off() - pointer.scalar().value() - 1) / Long.BYTES;
    StackSlot first = now.frame(pointer.frame()).slot(slot);
    RegState iterator = first.spilled();
    return first.kind(0) == ByteKind.ITER && iterator != null && iterator.off() != 0;
  }

  /// Whether an iterator has gone on since, so that its loop does come to an end.
  private static boolean iteratorsMoved(State before, State now) {
    for (int i = 0; i < before.frames().size(); i++) {
      Frame old = before.frame(i);
      for (int slot = 0; slot < old.slotCount(); slot++) {
        RegState a = old.slot(slot).spilled();
        if (a == null || old.slot(slot).kind(7) != ByteKind.ITER || a.off() == 0) {
          continue;
        }
        RegState b = now.frame(i).slot(slot).spilled();
        if (b != null && b.range() != a.range()) {
          return true;
        }
      }
    }
    return false;
  }

  /// Drops from states that are done what nothing reads.
  private void cleanDone(List<Node> nodes, Node current) {
    for (Node node : nodes) {
      if (node.cleaned
          || node.branches != 0
          || !node.sameCalls(current)
          || loops.incomplete(node)) {
        continue;
      }
      node.cleaned = true;
      for (int i = 0; i < node.state.frames().size(); i++) {
        clean(node.state.frame(i), structure.liveRegs(node.slot(i)), use.live(node, i));
      }
    }
  }

  private static void clean(Frame frame, int live, long liveSlots) {
    for (int reg = 0; reg < Frame.REGS - 1; reg++) {
      if ((live >>> reg & 1) == 0) {
        frame.set(reg, RegState.NOT_INIT);
      }
    }
    for (int slot = 0; slot < frame.slotCount(); slot++) {
      StackSlot content = frame.slot(slot);
      if ((liveSlots >>> slot & 1) == 0 && content.kinds() != 0) {
        frame.setSlot(slot, StackSlot.INVALID);
      }
    }
  }

  /// The state in which this path last passed an instruction; null when it did not.
  ///
  /// @param depth how many kept states came before, at most
  /// @param like a state of that instruction, with its frames
  @Nullable Node lastPass(int depth, int slot, State like) {
    int callSite = like.current().callSite();
    for (Kept list = kept[slot]; list != null; list = list.more) {
      if (list.callSite != callSite) {
        continue;
      }
      for (int i = list.nodes.size() - 1; i >= 0; i--) {
        Node node = list.nodes.get(i);
        if (node.branches > 0 && node.depth < depth && Node.sameCalls(node.state, like)) {
          return node;
        }
      }
    }
    return null;
  }
}
