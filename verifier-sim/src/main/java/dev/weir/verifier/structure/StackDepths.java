// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.object.Linkage;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Rule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How much stack each function uses, and whether every chain of calls fits.
///
/// A chain may use 512 bytes; where it makes a tail call, its callers at most 256. Frames are
/// rounded up to 16 bytes, as compiled code aligns them (before 6.9 to 32, and to at least that).
///
/// Tracing programs without tail calls get stacks of their own for functions that use 64 bytes or
/// more (6.13), which count alone. Programs of networking types do not.
///
/// @kernel v6.13 kernel/bpf/verifier.c check_max_stack_depth bpf_enable_priv_stack
public final class StackDepths {
  private static final int MAX_DEPTH = 512;
  private static final int MAX_BEFORE_TAIL_CALL = 256;
  private static final int LEAST_PRIVATE = 64;
  private static final KernelVersion PRIVATE_STACKS = new KernelVersion(6, 13);
  private static final KernelVersion ROUNDS_TO_16 = new KernelVersion(6, 9);

  private final Slots slots;
  private final List<List<CallGraph.Site>> sites;
  private final Fastcalls fastcalls;
  private final int rounding;
  private final int frames;
  private final boolean privateStacks;
  private final boolean ownFrames;
  private final boolean legacyLoadsInCallbacks;
  private final int[] used;
  private final BitSet tailCalls = new BitSet();
  private final BitSet legacyLoads = new BitSet();
  private final BitSet async = new BitSet();
  private final BitSet callbacks = new BitSet();
  private int combined;

  StackDepths(
      Slots slots, List<List<CallGraph.Site>> sites, KernelModel kernel, BitSet jumpTargets) {
    this.slots = slots;
    this.sites = sites;
    this.fastcalls = Fastcalls.of(slots, jumpTargets, kernel.version());
    this.frames = kernel.frames();
    this.rounding = kernel.version().atLeast(ROUNDS_TO_16) ? 16 : 32;
    this.privateStacks =
        kernel.version().atLeast(PRIVATE_STACKS) && mayBePrivate(slots.image().type());
    this.ownFrames = kernel.has(Behaviour.OWN_FRAMES_OF_GLOBALS);
    this.legacyLoadsInCallbacks = !kernel.has(Behaviour.NO_LEGACY_LOADS_IN_CALLBACKS);
    this.used = new int[slots.image().functions().size()];
    for (int slot = 0; slot < slots.size(); slot++) {
      Insn<Reg> insn = slots.at(slot);
      if (insn != null && CallKinds.tailCalls(insn)) {
        tailCalls.set(slots.functions()[slot]);
      }
      if (insn instanceof Insn.LoadAbs<Reg> || insn instanceof Insn.LoadInd<Reg>) {
        legacyLoads.set(slots.functions()[slot]);
      }
    }
  }

  /// Hears that an instruction uses the stack of a function down to `depth` bytes.
  public void use(int function, int slot, int depth) {
    used[function] = Math.max(used[function], depth);
    fastcalls.access(function, slot, depth);
  }

  /// Hears that a function is called back by the kernel.
  public void callback(int function, boolean runsLater) {
    callbacks.set(function);
    if (runsLater) {
      async.set(function);
    }
  }

  /// Bytes of stack that a function uses.
  public int depth(int function) {
    return fastcalls.depth(function, used[function]);
  }

  /// Bytes of stack that the deepest chain of calls uses, as far as functions have been followed.
  public int combined() {
    if (combined == 0) {
      try {
        check();
      } catch (Misplaced _) {
        return combined; // what the chain reached where a rule ended it
      }
    }
    return combined;
  }

  /// Checks every chain of calls.
  ///
  /// @throws Misplaced when one is too deep
  public void check() {
    for (int function = used.length - 1; function >= 0; function--) {
      if (function == 0 || async.get(function)) {
        new Chain().enter(function, 0, 0);
      }
    }
  }

  private static boolean mayBePrivate(ProgramType type) {
    return switch (type) {
      case KPROBE, TRACEPOINT, PERF_EVENT, RAW_TRACEPOINT -> true;
      default -> false;
    };
  }

  private int rounded(int function) {
    int least = rounding == 16 ? 0 : 1;
    return (Math.max(depth(function), least) + rounding - 1) / rounding * rounding;
  }

  private String name(int function) {
    return slots.image().functions().get(function).name();
  }

  /// One chain of calls, function by function.
  private final class Chain {
    private final List<Integer> functions = new ArrayList<>();
    private final Set<Entry> entered = new HashSet<>();

    /// What decides about a function and all that it calls: nothing else of the chain does.
    private record Entry(int function, int before, int frame, boolean inCallback) {}

    void enter(int function, int before, int frame) {
      FunctionImage image = slots.image().functions().get(function);
      if (functions.contains(function)) {
        throw new Misplaced(
            image.start(), Rule.RECURSION, "the function `" + image.name() + "` calls itself");
      }
      boolean inCallback = functions.stream().anyMatch(callbacks::get);
      if (!entered.add(new Entry(function, before, frame, inCallback))) {
        return;
      }
      functions.add(function);
      checkCallbacks(function);
      if (function != 0 && tailCalls.get(function) && before >= MAX_BEFORE_TAIL_CALL) {
        throw new Misplaced(
            image.start(),
            Rule.TAIL_CALL_STACK,
            "`"
                + image.name()
                + "` makes a tail call, but its callers use "
                + before
                + " bytes of stack",
            "before a tail call, callers may use less than " + MAX_BEFORE_TAIL_CALL + " bytes");
      }
      boolean apart =
          privateStacks
              && tailCalls.isEmpty()
              && async.isEmpty()
              && rounded(function) >= LEAST_PRIVATE;
      int own = rounded(function);
      int depth = apart ? before : before + own;
      combined = Math.max(combined, apart ? own : depth);
      if (depth > MAX_DEPTH) {
        throw new Misplaced(image.start(), Rule.STACK_DEPTH, tooDeep(depth), evidence());
      }
      for (CallGraph.Site site : sites.get(function)) {
        if (!site.called() && async.get(site.callee())) {
          continue;
        }
        boolean global = slots.image().functions().get(site.callee()).linkage() == Linkage.GLOBAL;
        int nextFrame = global && ownFrames ? 0 : frame + 1;
        if (nextFrame >= frames) {
          throw new Misplaced(
              site.slot(),
              Rule.CALL_DEPTH,
              "the chain of calls has " + (nextFrame + 1) + " frames");
        }
        enter(site.callee(), depth, nextFrame);
      }
      functions.removeLast();
    }

    private void checkCallbacks(int function) {
      boolean inCallback = functions.stream().anyMatch(callbacks::get);
      boolean legacy = legacyLoads.get(function) && !legacyLoadsInCallbacks;
      if (inCallback && (tailCalls.get(function) || legacy)) {
        throw new Misplaced(
            slots.image().functions().get(function).start(),
            Rule.CALLBACK_BODY,
            "`"
                + name(function)
                + "` runs in a callback, where "
                + (tailCalls.get(function) ? "tail calls" : "legacy packet loads")
                + " are not possible");
      }
    }

    private String tooDeep(int depth) {
      return functions.size() == 1
          ? "`" + name(functions.getFirst()) + "` uses " + depth + " bytes of stack"
          : "the calls of "
              + functions.size()
              + " functions use "
              + depth
              + " bytes of stack together; 512 are there";
    }

    private String[] evidence() {
      return functions.stream()
          .map(f -> "`" + name(f) + "` uses " + depth(f) + ", rounded up " + rounded(f))
          .toArray(String[]::new);
    }
  }
}
