// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// A program whose code is well formed, and what its control flow says.
public final class Structure {
  private final Slots slots;
  private final int[][] next;
  private final FlowGraph graph;
  private final int[] components;
  private final int[] live;
  private final BitSet changingPackets;
  private final BitSet hiddenExits;
  private final StackDepths depths;
  private final List<List<CallGraph.Site>> sites;

  private Structure(
      Slots slots,
      int[][] next,
      FlowGraph graph,
      int[] components,
      int[] live,
      BitSet changingPackets,
      StackDepths depths,
      List<List<CallGraph.Site>> sites,
      BitSet hiddenExits) {
    this.slots = slots;
    this.next = next;
    this.graph = graph;
    this.components = components;
    this.live = live;
    this.changingPackets = changingPackets;
    this.depths = depths;
    this.sites = sites;
    this.hiddenExits = hiddenExits;
  }

  /// Checks a program's code and works out its control flow.
  ///
  /// @throws Misplaced when the code breaks a rule
  public static Structure of(ProgramImage image, KernelModel kernel) {
    Slots slots = Slots.of(image);
    FunctionChecks.check(slots);
    ExceptionCallbacks.check(image);
    InsnChecks.checkAll(slots, kernel.version());
    MapChecks.check(slots, kernel);
    CallChecks.check(slots);
    int[][] next = Edges.of(slots);
    FlowGraph graph = FlowGraph.of(slots, next, kernel.has(Behaviour.CALLBACKS_REPEAT));
    if (!kernel.has(Behaviour.LOOPS_ENTERED_ANYWHERE)) {
      BackEdges.check(slots, next);
    }
    List<List<CallGraph.Site>> sites = CallGraph.of(slots);
    StackDepths depths = new StackDepths(slots, sites, kernel, graph.jumpTargets);
    return new Structure(
        slots,
        next,
        graph,
        Components.of(
            next, kernel.has(Behaviour.CALLBACKS_ARE_LOOPS) ? graph.callsBack : new BitSet()),
        RegisterLiveness.of(slots, next),
        CallGraph.changingPackets(slots, sites),
        depths,
        sites,
        kernel.has(Behaviour.HIDDEN_EXITS_FOLLOWED) ? hiddenExits(slots) : new BitSet());
  }

  private static BitSet hiddenExits(Slots slots) {
    BitSet exits = new BitSet();
    for (int slot = 0; slot < slots.size(); slot++) {
      if (CallChecks.leavesInTheMiddle(slots.at(slot))) {
        exits.set(slot);
      }
    }
    return exits;
  }

  /// The number of slots.
  public int size() {
    return slots.size();
  }

  /// The instruction at a slot; null for the second half of a 64-bit immediate load.
  public @Nullable Insn<Reg> insn(int slot) {
    return slots.at(slot);
  }

  /// Index of the function that a slot belongs to.
  public int function(int slot) {
    return slots.functions()[slot];
  }

  /// The first slot of a function.
  public int start(int function) {
    return slots.image().functions().get(function).start();
  }

  /// The number of slots of a function.
  public int size(int function) {
    return slots.image().functions().get(function).end() - start(function);
  }

  /// The slots that may follow one in the same function.
  public int[] next(int slot) {
    return next[slot];
  }

  /// The slots of a function in an order in which most come after those that follow them.
  public int[] backwards(int function) {
    return Postorder.of(next, start(function));
  }

  /// Whether states are compared before the instruction.
  public boolean comparesAt(int slot) {
    return graph.comparePoints.get(slot);
  }

  /// Whether the way to the instruction is recorded, as it need not come from the one before.
  public boolean recordsAt(int slot) {
    return graph.historyPoints.get(slot);
  }

  /// Whether the state before the instruction is always kept.
  public boolean alwaysKeepsAt(int slot) {
    return graph.alwaysKeep.get(slot);
  }

  /// Whether the instruction runs a callback before it is done.
  public boolean callsBack(int slot) {
    return graph.callsBack.get(slot);
  }

  /// Whether the instruction steps an open-coded iterator.
  public boolean stepsIterator(int slot) {
    return graph.stepsIterator.get(slot);
  }

  /// The number of the loop that the instruction is in, from 1; 0 for none.
  public int loop(int slot) {
    return components[slot];
  }

  /// Whether the function may end at the instruction although others follow it.
  public boolean mayLeaveAt(int slot) {
    return hiddenExits.get(slot);
  }

  /// The registers that some later instruction of the function reads, one bit each.
  public int liveRegs(int slot) {
    return live[slot];
  }

  /// Whether a function makes packet pointers invalid, by itself or through others.
  public boolean changesPacketData(int function) {
    return changingPackets.get(function);
  }

  /// The depths of the functions' stacks, filled while paths are explored.
  public StackDepths depths() {
    return depths;
  }

  /// Checks what is left of a program when the kernel has removed what no path reaches.
  ///
  /// @param reached which slots some path came by
  /// @throws Misplaced when the address of a removed function is needed
  public void checkLeft(IntPredicate reached) {
    LostCallbacks.check(slots, sites, reached);
  }
}
