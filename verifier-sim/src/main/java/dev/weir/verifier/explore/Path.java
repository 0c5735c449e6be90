// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.InsnNotes;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;
import dev.weir.verifier.structure.Structure;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Where the exploration of a program stands: the current state, and the states still to be
/// explored.
///
/// @kernel v6.18 kernel/bpf/verifier.c push_stack push_insn_history
final class Path implements Walk {
  private static final int MAX_PENDING = 8192;

  private final ProgramImage image;
  private final KernelModel kernel;
  private final Structure structure;
  private final Precision precision;
  private final Pruning pruning;
  private final StackUse use;
  private final @Nullable InsnNotes[] notes;
  private final Deque<Node> pending = new ArrayDeque<>();
  private final BitSet calledGlobals = new BitSet();
  private Node node;
  private @Nullable History recorded;
  private int lastId;
  private int asyncEntries;

  Path(
      ProgramImage image,
      KernelModel kernel,
      Structure structure,
      Precision precision,
      Pruning pruning,
      StackUse use,
      State entry) {
    this.image = image;
    this.kernel = kernel;
    this.structure = structure;
    this.precision = precision;
    this.pruning = pruning;
    this.use = use;
    this.notes = new InsnNotes[structure.size()];
    this.node = start(entry, 0);
  }

  /// Begins at the start of a function.
  void begin(State entry, int slot) {
    node = start(entry, slot);
    pending.clear();
  }

  private static Node start(State entry, int slot) {
    Node node = new Node(entry);
    node.slot = slot;
    node.firstSlot = slot;
    node.lastSlot = -1;
    return node;
  }

  /// The current state and the way to it.
  Node node() {
    return node;
  }

  int lastId() {
    return lastId;
  }

  BitSet calledGlobals() {
    return calledGlobals;
  }

  /// Goes on with the branch left last; false when none is left.
  boolean resume() {
    Node next = pending.pollFirst();
    if (next == null) {
      return false;
    }
    node = next;
    return true;
  }

  /// An instruction begins.
  void arrive() {
    recorded = null;
  }

  /// The current instruction is remembered, as it need not come after the one before.
  void record() {
    record(0, 0, 0, 0);
  }

  private void record(int flags, int frame, int stackSlot, long links) {
    History now = recorded;
    if (now == null) {
      now =
          new History(
              node.slot,
              node.lastSlot,
              flags,
              frame,
              stackSlot,
              links,
              node.history,
              History.count(node.history) + 1);
    } else {
      boolean stack = (flags & History.STACK) != 0;
      now =
          new History(
              now.slot(),
              now.previous(),
              now.flags() | flags,
              stack ? frame : now.frame(),
              stack ? stackSlot : now.stackSlot(),
              links == 0 ? now.links() : links,
              now.before(),
              now.count());
    }
    recorded = now;
    node.history = now;
  }

  /// A comparison whose operands may be pointers to the stack, which have no precision.
  void noteComparison(boolean leftIsStack, boolean rightIsStack) {
    record(
        (leftIsStack ? History.LEFT_IS_STACK : 0) | (rightIsStack ? History.RIGHT_IS_STACK : 0),
        0,
        0,
        0);
  }

  @Override
  public ProgramImage image() {
    return image;
  }

  @Override
  public KernelModel kernel() {
    return kernel;
  }

  @Override
  public State state() {
    return node.state;
  }

  @Override
  public int insn() {
    return node.slot;
  }

  @Override
  public int newId() {
    return ++lastId;
  }

  @Override
  public void markPrecise(int reg) {
    if (frame().reg(reg).isScalar()) {
      precision.markReg(node, reg);
    }
  }

  @Override
  public void markSlotPrecise(int frame, int slot) {
    precision.markSlot(node, frame, slot);
  }

  @Override
  public void noteStackAccess(int frame, int slot) {
    record(History.STACK, frame, slot, 0);
  }

  @Override
  public void noteStackRead(int frame, int slot) {
    use.read(node, frame, 1L << slot);
  }

  @Override
  public void noteStackWrite(int frame, int slot) {
    use.write(node, frame, 1L << slot);
  }

  @Override
  public void noteStackDepth(int frame, int bytes) {
    node.state.frame(frame).reach(bytes / Long.BYTES);
    structure.depths().use(node.state.frame(frame).function(), node.slot, bytes);
  }

  @Override
  public void noteLinkedReg(int frame, int reg) {
    link(frame, false, reg);
  }

  @Override
  public void noteLinkedSlot(int frame, int slot) {
    link(frame, true, slot);
  }

  private void link(int frame, boolean spilled, int number) {
    History now = recorded;
    record(0, 0, 0, Links.plus(now == null ? 0 : now.links(), frame, spilled, number));
  }

  @Override
  public boolean changesPacketData(int function) {
    return structure.changesPacketData(function);
  }

  @Override
  public void noteGlobalCall(int function) {
    calledGlobals.set(function);
  }

  @Override
  public void noteCallback(int function, boolean async) {
    structure.depths().callback(function, async);
  }

  @Override
  public State branch(int slot) {
    Node other = node.copy();
    other.slot = slot;
    other.lastSlot = node.slot;
    push(other);
    return other.state;
  }

  private void push(Node other) {
    pending.addFirst(other);
    if (pending.size() > MAX_PENDING) {
      throw new Violation(
          Rule.TOO_MANY_BRANCHES,
          "a path leaves " + pending.size() + " branches to be explored later; 8192 are possible");
    }
    Node parent = other.parent;
    if (parent != null) {
      parent.branches++;
    }
  }

  @Override
  public State branchAsync(int function) {
    FunctionImage image = this.image.functions().get(function);
    State state = new State(new Frame(0, function, -1));
    state.setAsyncEntry(++asyncEntries);
    Node other = start(state, image.start());
    other.lastSlot = node.slot;
    push(other);
    return state;
  }

  @Override
  public void widenSinceLastPass(State next) {
    Node parent = node.parent;
    if (parent != null) {
      widen(next, node.slot, parent.depth);
    }
  }

  @Override
  public void widenSinceLastPass(State next, int slot) {
    widen(next, slot, node.depth);
  }

  private void widen(State next, int slot, int depth) {
    Node last = pruning.lastPass(depth, slot, next);
    if (last == null) {
      return;
    }
    IdMap ids = new IdMap();
    for (int i = next.frames().size() - 1; i >= 0; i--) {
      widen(last.state.frame(i), next.frame(i), ids);
    }
  }

  private static void widen(Frame old, Frame next, IdMap ids) {
    for (int reg = 0; reg < Frame.REGS; reg++) {
      RegState value = next.reg(reg);
      if (!old.isPrecise(reg) && changed(old.reg(reg), value, ids)) {
        next.set(reg, RegState.UNKNOWN);
      }
    }
    int slots = Math.min(old.slotCount(), next.slotCount());
    for (int i = 0; i < slots; i++) {
      StackSlot now = next.slot(i);
      RegState before = old.slot(i).spilled();
      RegState value = now.spilled();
      if (before != null
          && value != null
          && old.slot(i).kind(0) == ByteKind.SPILL
          && now.kind(0) == ByteKind.SPILL
          && !old.isSlotPrecise(i)
          && changed(before, value, ids)) {
        next.setSlot(i, new StackSlot(now.kinds(), RegState.UNKNOWN));
      }
    }
  }

  private static boolean changed(RegState old, RegState now, IdMap ids) {
    return old.isScalar()
        && now.isScalar()
        && !(old.flags() == now.flags()
            && old.off() == now.off()
            && old.scalar().equals(now.scalar())
            && ids.match(old.id(), now.id()));
  }

  @Override
  public boolean isLive(int frame, int reg) {
    return (structure.liveRegs(node.slot(frame)) >>> reg & 1) != 0;
  }

  @Override
  public InsnNotes notes() {
    InsnNotes known = notes[node.slot];
    if (known == null) {
      known = new InsnNotes();
      notes[node.slot] = known;
    }
    return known;
  }
}
