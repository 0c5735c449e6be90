// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.verifier.memory.StackObjects;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.Walk;

/// Where an object of whole slots lies on a stack.
///
/// @param frame number of the frame
/// @param first index of the slot with the lowest address
/// @param slots how many slots it takes; the others have lower indexes
/// @kernel v6.12 kernel/bpf/verifier.c stack_slot_obj_get_spi
record ObjectPlace(int frame, int first, int slots) {
  private static final int STACK_BYTES = 512;
  private static final int SLOT_BYTES = 8;

  /// The place that a register points to.
  ///
  /// @param what the object, such as `a dynptr`
  static ObjectPlace of(CallFacts facts, Rule rule, int reg, int slots, String what) {
    RegState pointer = facts.reg(reg);
    if (pointer.type() != RegType.STACK || !pointer.scalar().isConstant()) {
      throw facts.refused(rule, reg, what + " at a constant place on the stack");
    }
    long offset = pointer.off() + pointer.scalar().value();
    if (offset >= 0
        || offset < -STACK_BYTES
        || offset % SLOT_BYTES != 0
        || offset + (long) slots * SLOT_BYTES > 0) {
      throw facts.refused(
          rule, reg, what + ", which takes " + slots * SLOT_BYTES + " aligned bytes of the stack");
    }
    return new ObjectPlace(pointer.frame(), (int) (-offset / SLOT_BYTES) - 1, slots);
  }

  /// The place of an object that is there already. Before 7.0 the end of the frame stands for its
  /// first slot, which the kernel did not mean to allow.
  static ObjectPlace ofExisting(CallFacts facts, Rule rule, int reg, int slots, String what) {
    RegState pointer = facts.reg(reg);
    boolean atEnd =
        pointer.type() == RegType.STACK
            && pointer.scalar().isConstant()
            && pointer.off() + pointer.scalar().value() == 0;
    return atEnd && slots == 1 && !facts.walk.kernel().has(Behaviour.FRAME_END_IS_OUTSIDE)
        ? new ObjectPlace(pointer.frame(), 0, 1)
        : of(facts, rule, reg, slots, what);
  }

  /// The frame the object lies in.
  Frame in(Walk walk) {
    return walk.state().frame(frame);
  }

  /// The slot with the lowest address.
  StackSlot firstSlot(Walk walk) {
    return in(walk).slot(first);
  }

  /// The slot at an index from the lowest address up.
  StackSlot slot(Walk walk, int index) {
    return in(walk).slot(first - index);
  }

  /// Makes room: what lay here is gone.
  void clear(Walk walk) {
    Frame holder = in(walk);
    walk.noteStackDepth(frame, (first + 1) * SLOT_BYTES);
    for (int i = 0; i < slots; i++) {
      StackObjects.destroyDynptr(walk, holder, first - i);
      holder.setSlot(first - i, StackSlot.INVALID);
      walk.noteStackWrite(frame, first - i);
    }
  }

  /// Says that the object is used.
  void noteRead(Walk walk) {
    for (int i = 0; i < slots; i++) {
      walk.noteStackRead(frame, first - i);
    }
  }
}
