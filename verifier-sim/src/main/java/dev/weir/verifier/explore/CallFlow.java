// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.verifier.state.State;
import dev.weir.verifier.structure.Structure;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one function, called along one chain of calls, uses its own stack and those of its callers.
///
/// @kernel v6.18 kernel/bpf/liveness.c struct func_instance
final class CallFlow {
  private final Structure structure;
  private final int function;
  private final int callSite;
  private final int depth;
  private final @Nullable CallFlow caller;
  private final Map<Long, CallFlow> callees = new HashMap<>();
  private final int[] backwards;
  private final int start;
  private final @Nullable Use[] frames;
  private final BitSet seen = new BitSet();
  private boolean changed;
  private boolean writesLess;

  /// The use of one frame's slots, by instruction from the function's first.
  private static final class Use {
    final long[] reads;
    final long[] writes;
    final long[] writesUntilEnd;
    final long[] live;

    Use(int size) {
      reads = new long[size];
      writes = new long[size];
      writesUntilEnd = new long[size];
      live = new long[size];
    }
  }

  /// A function's use, at first none.
  ///
  /// @param callSite slot of the call, -1 for a program
  /// @param caller how the calling function is used; null for a program
  CallFlow(Structure structure, int function, int callSite, @Nullable CallFlow caller) {
    this.structure = structure;
    this.function = function;
    this.callSite = callSite;
    this.caller = caller;
    this.depth = caller == null ? 0 : caller.depth + 1;
    this.backwards = structure.backwards(function);
    this.start = structure.start(function);
    this.frames = new Use[State.MAX_FRAMES];
  }

  /// A function called from here.
  CallFlow callee(int site, int function) {
    return callees.computeIfAbsent(
        (long) site << 32 | function, _ -> new CallFlow(structure, function, site, this));
  }

  /// An instruction reads slots of a frame.
  void read(int frame, int slot, long slots) {
    Use use = use(frame);
    int at = slot - start;
    if ((slots & ~use.reads[at]) != 0) {
      use.reads[at] |= slots;
      changed = true;
    }
  }

  /// An instruction wrote whole slots, by frame: what it wrote each time it was executed is sure.
  void wrote(int slot, long[] slots) {
    int at = slot - start;
    boolean again = seen.get(at);
    for (int frame = 0; frame <= depth; frame++) {
      Use use = frames[frame];
      long mask = slots[frame];
      if (use == null) {
        if (mask == 0) {
          continue;
        }
        use = use(frame);
      }
      long before = use.writes[at];
      if (again) {
        mask &= before;
      }
      if (mask != before) {
        use.writes[at] = mask;
        changed = true;
        writesLess |= (before & ~mask) != 0;
      }
    }
    if (!again) {
      seen.set(at);
    }
  }

  /// The slots of a frame read at or after an instruction.
  long liveBefore(int frame, int slot) {
    Use use = frames[frame];
    return use == null ? 0 : use.live[slot - start];
  }

  /// Carries what was noted back along the code, and to the caller.
  void update() {
    if (!changed) {
      return;
    }
    for (int frame = 0; frame <= depth; frame++) {
      Use use = frames[frame];
      if (use != null) {
        if (writesLess) {
          java.util.Arrays.fill(use.writesUntilEnd, 0);
        }
        solve(use);
      }
    }
    if (caller != null) {
      tell(caller);
    }
    changed = false;
    writesLess = false;
  }

  private void solve(Use use) {
    boolean more = true;
    while (more) {
      more = false;
      for (int slot : backwards) {
        more |= step(use, slot);
      }
    }
  }

  private boolean step(Use use, int slot) {
    int[] next = structure.next(slot);
    if (next.length == 0) {
      return false;
    }
    long after = 0;
    long written = structure.mayLeaveAt(slot) ? 0 : -1L;
    for (int to : next) {
      after |= use.live[to - start];
      written &= use.writesUntilEnd[to - start];
    }
    int at = slot - start;
    written |= use.writes[at];
    long before = after & ~use.writes[at] | use.reads[at];
    if (before == use.live[at] && written == use.writesUntilEnd[at]) {
      return false;
    }
    use.live[at] = before;
    use.writesUntilEnd[at] = written;
    return true;
  }

  private void tell(CallFlow outer) {
    long[] writes = new long[State.MAX_FRAMES];
    for (int frame = 0; frame < depth; frame++) {
      Use use = frames[frame];
      if (use != null) {
        writes[frame] = use.writesUntilEnd[0];
        outer.read(frame, callSite, use.live[0]);
      }
    }
    outer.wrote(callSite, writes);
  }

  private Use use(int frame) {
    Use use = frames[frame];
    if (use == null) {
      use = new Use(structure.size(function));
      frames[frame] = use;
    }
    return use;
  }
}
