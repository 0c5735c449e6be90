// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import dev.weir.verifier.state.Walk;

/// Runs of the stack that a call reads or fills, and loads at variable offsets, which follow the
/// same rules.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_stack_range_initialized
final class StackArguments {
  private StackArguments() {}

  /// Demands that a run of the stack may be handed to a call, and forgets what the call may change.
  ///
  /// @param uninit whether the call fills all of it, so that nothing need lie there
  static void check(Access access, boolean uninit) {
    StackBounds.check(access);
    if (uninit && access.isConstant()) {
      fill(access);
      return;
    }
    Walk walk = access.walk();
    boolean clobber =
        access.kind() == AccessKind.WRITE || !walk.kernel().has(Behaviour.READING_CALLS_KEEP_STACK);
    checkInitialised(access, clobber);
  }

  /// A call writes every byte of a run.
  private static void fill(Access access) {
    Walk walk = access.walk();
    Frame frame = walk.state().frame(access.pointer().frame());
    long start = access.constantOffset();
    if (!walk.kernel().has(Behaviour.RESULT_OVER_DYNPTR)) {
      for (long at = start; at < start + access.size(); at++) {
        if (frame.slot(SlotChanges.slotOf(at)).kind(0) == ByteKind.DYNPTR) {
          throw access.refused(
              Rule.STACK_OBJECT, ", but a dynptr lies there, which the call would overwrite");
        }
      }
    }
    for (long at = start; at < start + access.size(); at++) {
      int index = SlotChanges.slotOf(at);
      StackObjects.destroyDynptr(walk, frame, index);
      StackSlot slot = SlotChanges.scrub(frame.slot(index));
      frame.setSlot(index, slot.with(SlotChanges.byteOf(at), ByteKind.MISC));
    }
  }

  /// Demands that every byte that a variable offset may reach can be read.
  ///
  /// @param clobber whether what lies there may change
  static void checkInitialised(Access access, boolean clobber) {
    Walk walk = access.walk();
    Frame frame = walk.state().frame(access.pointer().frame());
    long first = access.isConstant() ? access.constantOffset() : access.first();
    long last = access.isConstant() ? access.constantOffset() : access.last();
    boolean reachesDown = walk.kernel().has(Behaviour.READS_REACH_DOWN);
    for (long at = first; at < last + access.size(); at++) {
      int index = SlotChanges.slotOf(at);
      StackSlot slot = frame.slot(index);
      if (!reachesDown && index >= frame.slotCount()) {
        throw refusal(access, ByteKind.INVALID, at);
      }
      StackSlot after = byteRead(access, slot, at, clobber);
      walk.noteStackRead(frame.number(), index);
      if (clobber && !after.equals(slot)) {
        frame.setSlot(index, after);
      }
    }
  }

  private static StackSlot byteRead(Access access, StackSlot slot, long at, boolean clobber) {
    int inSlot = SlotChanges.byteOf(at);
    ByteKind kind = slot.kind(inSlot);
    if (kind == ByteKind.MISC) {
      return slot;
    }
    if (kind == ByteKind.ZERO || kind == ByteKind.INVALID) {
      return clobber ? slot.with(inSlot, ByteKind.MISC) : slot;
    }
    RegState spilled = slot.spilled();
    if (SlotChanges.isSpill(slot) && spilled != null) {
      return clobber ? SlotChanges.allData(slot) : slot;
    }
    throw refusal(access, kind, at);
  }

  private static RuntimeException refusal(Access access, ByteKind kind, long at) {
    return switch (kind) {
      case DYNPTR, ITER, IRQ_FLAG ->
          access.refused(
              Rule.STACK_OBJECT,
              ", but a "
                  + StackObjects.name(kind)
                  + " lies at "
                  + at
                  + ", which only its own functions may use");
      case INVALID, SPILL, MISC, ZERO, POISON ->
          access.refused(
              Rule.UNINITIALISED_STACK, ", but the byte at " + at + " was never written");
    };
  }
}
