// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.Walk;

/// Whether an access stays within the 512 bytes below a frame pointer.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_stack_access_within_bounds
final class StackBounds {
  /// Bytes of a frame's stack.
  static final int STACK_BYTES = 512;

  private StackBounds() {}

  /// Demands that an access stays within the stack, wherever its variable offset takes it.
  static void check(Access access) {
    if (!access.isConstant()
        && (access.variable().smax() >= Regions.MAX_VARIABLE
            || access.variable().smin() <= -Regions.MAX_VARIABLE)) {
      throw access.refused(
          Rule.UNBOUNDED_OFFSET, ", but the variable part of the offset is not bounded");
    }
    long first = access.isConstant() ? access.constantOffset() : access.first();
    long last = access.isConstant() ? access.constantOffset() : access.last();
    long lowest = -lowestReadable(access);
    if (first < lowest || first > -1 || last + access.size() > 0 || access.size() < 0) {
      throw access.refused(
          Rule.STACK_BOUNDS, ", but the stack is " + lowest + "..0 from the frame pointer");
    }
    int depth = (int) (-first + 7) & -8;
    access.walk().noteStackDepth(access.pointer().frame(), depth);
  }

  /// Kernels before 6.8 let a program read only as far down as it has used the stack.
  private static long lowestReadable(Access access) {
    Walk walk = access.walk();
    boolean writes = access.kind() == AccessKind.WRITE || access.source() == Access.Source.CALL;
    if (writes || walk.kernel().has(Behaviour.READS_REACH_DOWN)) {
      return STACK_BYTES;
    }
    Frame frame = walk.state().frame(access.pointer().frame());
    return (long) frame.slotCount() * SlotChanges.BYTES;
  }
}
