// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import dev.weir.verifier.state.Walk;
import org.jspecify.annotations.Nullable;

/// Dynptrs as arguments: made on the stack, used, released.
///
/// A dynptr takes two slots. The spilled value of each is of type [RegType#DYNPTR], with the kind
/// in the flags, the distance from the first slot in [RegState#off], the dynptr's identity in
/// [RegState#id] of the first slot and the reference to release in [RegState#refId].
///
/// @kernel v6.12 kernel/bpf/verifier.c process_dynptr_func mark_stack_slots_dynptr
final class Dynptrs {
  private static final int SLOTS = 2;
  private static final int KINDS =
      RegFlag.DYNPTR_LOCAL
          | RegFlag.DYNPTR_RINGBUF
          | RegFlag.DYNPTR_SKB
          | RegFlag.DYNPTR_XDP
          | RegFlag.DYNPTR_SKB_META;

  private Dynptrs() {}

  /// Makes a dynptr where a register points to.
  ///
  /// @param kind a dynptr flag of [RegFlag]
  /// @param reference the reference it shares with the dynptr it is a clone of, 0 for none
  static void make(CallFacts facts, int reg, int kind, int reference) {
    RegState pointer = facts.reg(reg);
    if (pointer.type() != RegType.STACK) {
      throw facts.refused(Rule.DYNPTR_ARGUMENT, reg, "room for a dynptr on the stack");
    }
    Walk walk = facts.walk;
    ObjectPlace place =
        ObjectPlace.of(facts, Rule.DYNPTR_ARGUMENT, reg, SLOTS, "room for a dynptr");
    place.clear(walk);
    int held = reference;
    if (kind == RegFlag.DYNPTR_RINGBUF && held == 0) {
      held = References.acquire(walk);
    }
    RegState part =
        RegState.pointer(RegType.DYNPTR).withFlags(kind).withId(walk.newId()).withRefId(held);
    Frame frame = place.in(walk);
    frame.setSlot(place.first(), slot(part));
    frame.setSlot(place.first() - 1, slot(part.withOff(Long.BYTES)));
  }

  private static StackSlot slot(RegState part) {
    return new StackSlot(StackSlot.all(ByteKind.DYNPTR).kinds(), part);
  }

  /// The dynptr that a register leads to.
  ///
  /// @param kind the dynptr flag of [RegFlag] it has to have, 0 for any
  /// @param mutable whether the call changes the dynptr itself
  static RegState use(CallFacts facts, int reg, int kind, boolean mutable) {
    RegState pointer = facts.reg(reg);
    if (pointer.type() == RegType.DYNPTR) {
      if (mutable) {
        throw facts.refused(
            Rule.DYNPTR_ARGUMENT, reg, "a dynptr on the stack, for the call changes it");
      }
      return ofKind(facts, reg, pointer, kind);
    }
    if (pointer.type() != RegType.STACK) {
      throw facts.refused(Rule.DYNPTR_ARGUMENT, reg, "a dynptr");
    }
    ObjectPlace place = ObjectPlace.of(facts, Rule.DYNPTR_ARGUMENT, reg, SLOTS, "a dynptr");
    RegState first = part(place.firstSlot(facts.walk));
    RegState second = part(place.slot(facts.walk, 1));
    if (first == null || second == null || first.off() != 0) {
      throw new Violation(
          Rule.DYNPTR_ARGUMENT,
          "R" + reg + " of " + facts.name + " leads to no initialised dynptr");
    }
    place.noteRead(facts.walk);
    return ofKind(facts, reg, first, kind);
  }

  private static @Nullable RegState part(StackSlot slot) {
    RegState spilled = slot.spilled();
    return slot.kinds() == StackSlot.all(ByteKind.DYNPTR).kinds()
            && spilled != null
            && spilled.type() == RegType.DYNPTR
        ? spilled
        : null;
  }

  private static RegState ofKind(CallFacts facts, int reg, RegState dynptr, int kind) {
    if (kind != 0 && (dynptr.flags() & KINDS) != kind) {
      throw new Violation(
          Rule.DYNPTR_ARGUMENT,
          "R%d of %s is a dynptr over %s; expected one over %s"
              .formatted(reg, facts.name, over(dynptr.flags()), over(kind)));
    }
    return dynptr;
  }

  private static String over(int flags) {
    if ((flags & RegFlag.DYNPTR_RINGBUF) != 0) {
      return "a ring buffer record";
    }
    if ((flags & (RegFlag.DYNPTR_SKB | RegFlag.DYNPTR_XDP)) != 0) {
      return "a packet";
    }
    return (flags & RegFlag.DYNPTR_SKB_META) != 0 ? "packet metadata" : "memory";
  }

  /// Releases the dynptr a register leads to, all its clones and all slices of them.
  static void release(CallFacts facts, int reg) {
    Walk walk = facts.walk;
    ObjectPlace place = ObjectPlace.of(facts, Rule.DYNPTR_ARGUMENT, reg, SLOTS, "a dynptr");
    Frame frame = place.in(walk);
    RegState dynptr = frame.slot(place.first()).spilled();
    if (dynptr == null) {
      throw new IllegalStateException("a dynptr that was checked");
    }
    if (dynptr.refId() == 0) {
      forget(frame, place.first());
      return;
    }
    References.release(walk, dynptr.refId(), facts.name);
    for (int i = 1; i < frame.slotCount(); i++) {
      RegState part = frame.slot(i).spilled();
      if (part != null
          && part.type() == RegType.DYNPTR
          && part.off() == 0
          && part.refId() == dynptr.refId()) {
        forget(frame, i);
      }
    }
  }

  private static void forget(Frame frame, int first) {
    frame.setSlot(first, StackSlot.INVALID);
    frame.setSlot(first - 1, StackSlot.INVALID);
  }

  /// The kind of a dynptr, as a flag.
  static int kind(RegState dynptr) {
    return dynptr.flags() & KINDS;
  }
}
