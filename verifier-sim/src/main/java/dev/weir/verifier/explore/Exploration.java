// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.object.Linkage;
import dev.weir.verifier.call.EntryState;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.State;
import dev.weir.verifier.structure.Structure;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All paths through a program: first its own, then those of each global function that it calls,
/// with arguments of which only their types are known.
///
/// @kernel v6.18 kernel/bpf/verifier.c do_check do_check_main do_check_subprogs
public final class Exploration {
  private final ProgramImage image;
  private final KernelModel kernel;
  private final Structure structure;
  private final Pruning pruning;
  private final StackUse use;
  private final @Nullable Listener listener;
  private final boolean everyPath;
  private final int limit;
  private final int[] bySlot;
  private final Path path;
  private int insns;
  private int jumps;

  /// The exploration of a program, at its start.
  ///
  /// @param listener hears of every state, when not null
  /// @param everyPath whether to go on where an earlier state covers the present one
  /// @param limit how many instructions may be processed
  public Exploration(
      ProgramImage image,
      KernelModel kernel,
      Structure structure,
      @Nullable Listener listener,
      boolean everyPath,
      int limit) {
    this.image = image;
    this.kernel = kernel;
    this.structure = structure;
    this.listener = listener;
    this.everyPath = everyPath;
    this.limit = limit;
    this.bySlot = new int[structure.size()];
    Precision precision = new Precision(structure, image, kernel);
    this.use = StackUse.of(structure, kernel);
    this.pruning = new Pruning(structure, kernel, precision, use);
    this.path =
        new Path(
            image, kernel, structure, precision, pruning, use, EntryState.ofProgram(image, kernel));
  }

  /// Explores everything.
  ///
  /// @throws Violation when a path breaks a rule; [#slot] and [#steps] then say where
  public void run() {
    paths();
    BitSet done = new BitSet();
    boolean lazy = kernel.has(Behaviour.UNCALLED_GLOBAL_FUNCTIONS_SKIPPED);
    boolean more = true;
    while (more) {
      more = false;
      for (int i = 1; i < image.functions().size(); i++) {
        FunctionImage function = image.functions().get(i);
        if (function.linkage() == Linkage.GLOBAL
            && !done.get(i)
            && (!lazy || path.calledGlobals().get(i))) {
          done.set(i);
          more = true;
          pruning.clear();
          path.begin(EntryState.ofGlobal(image, kernel, i), function.start());
          paths();
        }
      }
    }
    structure.depths().check();
    structure.checkLeft(at -> bySlot[at] > 0);
  }

  /// The instruction the exploration is at.
  public int slot() {
    return path.insn();
  }

  /// The state there, as far as the instruction has changed it.
  public State state() {
    return path.state();
  }

  /// How the path came there.
  public List<PathStep> steps() {
    return Trace.steps(structure, path.node());
  }

  /// The slots of all instructions on the way, oldest first, ending with [#slot].
  public List<Integer> way() {
    return Trace.slots(structure, path.node());
  }

  /// What it cost so far.
  public Counts counts() {
    return new Counts(insns, pruning.totalStates(), pruning.peakStates(), bySlot.clone());
  }

  private void paths() {
    do {
      walk();
      use.leave(path.node());
      pruning.ended(path.node());
    } while (path.resume());
  }

  private static boolean mayReturn(Insn<Reg> insn) {
    return insn instanceof Insn.Exit<Reg>
        || insn instanceof Insn.LoadAbs<Reg>
        || insn instanceof Insn.LoadInd<Reg>
        || insn instanceof Insn.CallHelper<Reg> call && call.id() == Precision.TAIL_CALL;
  }

  private void walk() {
    Node node = path.node();
    while (true) {
      int slot = node.slot;
      Insn<Reg> insn = structure.insn(slot);
      if (insn == null) {
        throw new IllegalStateException("the path leads to " + slot + ", where no instruction is");
      }
      path.arrive();
      insns++;
      bySlot[slot]++;
      if (insns > limit) {
        throw new Violation(
            Rule.TOO_COMPLEX,
            "the paths through the program have more than " + limit + " instructions");
      }
      if (!everyPath
          && structure.comparesAt(slot)
          && pruning.visited(node, jumps, insns, path.lastId())) {
        return;
      }
      if (structure.recordsAt(slot)) {
        path.record();
      }
      if (listener != null) {
        listener.before(slot, node.state);
      }
      if (Step.jumps(insn)) {
        jumps++;
      }
      use.begin(node);
      if (node.state.frames().size() > 1 && mayReturn(insn)) {
        use.leave(node);
      }
      int next = Step.execute(path, insn);
      use.end(node);
      if (next == Step.END) {
        return;
      }
      node.lastSlot = slot;
      node.slot = next;
    }
  }
}
