// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.bytecode.kernel.KfuncFlag;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;
import dev.weir.verifier.transfer.NullChecks;
import java.util.Objects;

/// Open-coded iterators, which live on the stack.
///
/// The spilled value of an iterator's slots is of type [RegType#STACK] with the name of its struct
/// as target. That of the first (lowest) slot carries the reference in [RegState#refId], 1 in
/// [RegState#off] while there may be more elements and 0 after the last, and the number of rounds
/// in [RegState#range].
///
/// @kernel v6.12 kernel/bpf/verifier.c process_iter_arg process_iter_next_call
final class Iterators {
  private static final int ACTIVE = 1;
  private static final StackSlot ALL_ITER = StackSlot.all(ByteKind.ITER);

  private Iterators() {}

  /// Where the iterator of a call lies.
  ///
  /// @param at the place
  record Place(ObjectPlace at) {}

  /// Checks the iterator argument in R1, and starts or ends the iterator.
  ///
  /// @param struct name of the iterator's struct, such as `bpf_iter_num`
  static void check(CallFacts facts, int reg, Kfunc kfunc, String struct) {
    int slots = slots(facts, struct);
    if (kfunc.has(KfuncFlag.ITER_NEW)) {
      ObjectPlace room = ObjectPlace.of(facts, Rule.ITERATOR_ARGUMENT, reg, slots, "an iterator");
      start(facts, kfunc, room, struct);
      return;
    }
    ObjectPlace place =
        ObjectPlace.ofExisting(facts, Rule.ITERATOR_ARGUMENT, reg, slots, "an iterator");
    RegState first = initialised(facts, reg, place, struct);
    place.noteRead(facts.walk);
    facts.iterator = new Place(place);
    facts.refId = first.refId();
    if (kfunc.has(KfuncFlag.ITER_DESTROY)) {
      References.release(facts.walk, first.refId(), facts.name);
      Frame frame = place.in(facts.walk);
      for (int i = 0; i < place.slots(); i++) {
        frame.setSlot(place.first() - i, StackSlot.INVALID);
        facts.walk.noteStackWrite(place.frame(), place.first() - i);
      }
    }
  }

  private static int slots(CallFacts facts, String struct) {
    long size =
        facts
            .walk
            .image()
            .kernelTypes()
            .struct(struct)
            .map(id -> facts.walk.image().kernelTypes().btf().sizeBytes(id).orElse(0))
            .orElse(struct.equals("bpf_iter_num") ? Long.valueOf(Long.BYTES) : Long.valueOf(0));
    if (size == 0) {
      throw new Unmodelled("iterators of type struct " + struct);
    }
    return (int) (size / Long.BYTES);
  }

  private static void start(CallFacts facts, Kfunc kfunc, ObjectPlace place, String struct) {
    Walk walk = facts.walk;
    Frame frame = place.in(walk);
    for (int i = 0; i < place.slots(); i++) {
      StackSlot slot = frame.slot(place.first() - i);
      for (int at = 0; at < Long.BYTES; at++) {
        if (slot.kind(at) == ByteKind.ITER) {
          throw new Violation(
              Rule.ITERATOR_ARGUMENT,
              facts.name + " starts an iterator where one lies that was not destroyed");
        }
      }
    }
    place.clear(walk);
    int flags = 0;
    if (kfunc.has(KfuncFlag.RCU_PROTECTED)) {
      flags = Sections.readSide(walk) ? RegFlag.RCU : RegFlag.UNTRUSTED;
    }
    RegState part = RegState.pointer(RegType.STACK).withTarget(struct).withFlags(flags);
    int reference = References.acquire(walk);
    for (int i = 0; i < place.slots(); i++) {
      RegState value = i == 0 ? part.withRefId(reference).withOff(ACTIVE) : part;
      frame.setSlot(place.first() - i, new StackSlot(ALL_ITER.kinds(), value));
    }
  }

  private static RegState initialised(CallFacts facts, int reg, ObjectPlace place, String struct) {
    for (int i = 0; i < place.slots(); i++) {
      StackSlot slot = place.slot(facts.walk, i);
      RegState part = slot.spilled();
      if (slot.kinds() != ALL_ITER.kinds()
          || part == null
          || !struct.equals(part.target())
          || (part.refId() != 0) != (i == 0)) {
        throw new Violation(
            Rule.ITERATOR_ARGUMENT,
            "R%d of %s leads to no started iterator of type struct %s"
                .formatted(reg, facts.name, struct));
      }
      if (part.is(RegFlag.UNTRUSTED)) {
        throw new Violation(
            Rule.SECTION_MISSING,
            facts.name + " steps an iterator outside of the RCU read section it needs");
      }
    }
    return Objects.requireNonNull(place.firstSlot(facts.walk).spilled());
  }

  /// Whether RCU protects what an iterator hands out.
  static boolean isProtected(CallFacts facts) {
    ObjectPlace place = Objects.requireNonNull(facts.iterator).at();
    RegState first = place.firstSlot(facts.walk).spilled();
    return first != null && first.is(RegFlag.RCU);
  }

  /// Goes on after a step: without an element on this path, with one on another.
  static void next(CallFacts facts) {
    Walk walk = facts.walk;
    ObjectPlace place = Objects.requireNonNull(facts.iterator).at();
    RegState first = Objects.requireNonNull(place.firstSlot(walk).spilled());
    if (first.off() == ACTIVE) {
      State more = walk.branch(walk.insn() + 1);
      RegState stepped = first.withRange(first.range() + 1);
      more.frame(place.frame()).setSlot(place.first(), new StackSlot(ALL_ITER.kinds(), stepped));
      walk.widenSinceLastPass(more);
      Frame frame = more.current();
      frame.set(0, NullChecks.nonNull(frame.reg(0)));
    }
    place.in(walk).setSlot(place.first(), new StackSlot(ALL_ITER.kinds(), first.withOff(0)));
    walk.frame().set(0, RegState.ZERO);
  }
}
