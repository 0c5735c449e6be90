// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import dev.weir.verifier.state.Walk;

/// Dynptrs, iterators and saved interrupt flags that lie on the stack, when other stores hit them.
///
/// The [StackSlot#spilled] value of such a slot has in [RegState#off] the slot's distance in bytes
/// from the object's first (lowest) slot; a dynptr's has its identity in [RegState#id], and in
/// [RegState#refId] the reference it must release, 0 for none. Slices of a dynptr carry its
/// identity in [RegState#uid].
///
/// @kernel v6.12 kernel/bpf/verifier.c destroy_if_dynptr_stack_slot
public final class StackObjects {
  private StackObjects() {}

  /// Before a store to a slot: a dynptr there is gone, with all slices of it, unless it holds a
  /// reference, which would be lost.
  public static void destroyDynptr(Walk walk, Frame frame, int index) {
    StackSlot slot = frame.slot(index);
    RegState part = slot.spilled();
    if (slot.kind(0) != ByteKind.DYNPTR || part == null) {
      return;
    }
    if (part.is(RegFlag.DYNPTR_RINGBUF)) {
      throw new Violation(
          Rule.STACK_OBJECT,
          "a store to the stack hits a dynptr over a ring buffer record, which must be submitted"
              + " or discarded first");
    }
    int first = index + part.off() / SlotChanges.BYTES;
    RegState lowest = frame.slot(first).spilled();
    int identity = lowest == null ? part.id() : lowest.id();
    frame.setSlot(first, StackSlot.INVALID);
    frame.setSlot(first - 1, StackSlot.INVALID);
    walk.noteStackWrite(frame.number(), first);
    walk.noteStackWrite(frame.number(), first - 1);
    invalidateSlices(walk, identity);
  }

  /// The slices of a dynptr become numbers. Before 7.0 the kernel overlooks those whose type says
  /// more than that they are memory: all but the ones that `bpf_dynptr_data` makes.
  private static void invalidateSlices(Walk walk, int identity) {
    boolean all = walk.kernel().has(Behaviour.RESULT_OVER_DYNPTR);
    walk.state().replaceAll(value -> isSlice(value, identity, all) ? RegState.UNKNOWN : value);
  }

  private static boolean isSlice(RegState value, int identity, boolean qualified) {
    return value.type() == RegType.MEM
        && value.uid() == identity
        && identity != 0
        && (qualified || (value.flags() & ~RegFlag.MAYBE_NULL) == 0);
  }

  /// The word for an object, by the bytes it marks.
  static String name(ByteKind kind) {
    return switch (kind) {
      case DYNPTR -> "dynptr";
      case ITER -> "iterator";
      case IRQ_FLAG -> "saved interrupt flag";
      case INVALID, SPILL, MISC, ZERO, POISON -> "value";
    };
  }
}
