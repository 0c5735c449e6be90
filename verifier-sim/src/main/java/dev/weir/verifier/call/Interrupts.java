// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.Reference;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;

/// Interrupt flags that are saved on the stack while interrupts are off.
///
/// @kernel v6.18 kernel/bpf/verifier.c process_irq_flag
final class Interrupts {
  private static final StackSlot FLAG = StackSlot.all(ByteKind.IRQ_FLAG);

  private Interrupts() {}

  /// Checks an argument with room for the flags, or with saved flags, and turns interrupts off or
  /// on.
  static void check(CallFacts facts, int reg, Kfunc kfunc) {
    boolean save =
        kfunc.name().equals("bpf_local_irq_save")
            || kfunc.name().equals("bpf_res_spin_lock_irqsave");
    String expected = "room for saved interrupt flags";
    ObjectPlace place =
        save
            ? ObjectPlace.of(facts, Rule.ARGUMENT_KIND, reg, 1, expected)
            : ObjectPlace.ofExisting(facts, Rule.ARGUMENT_KIND, reg, 1, expected);
    String owner = kfunc.name().contains("spin") ? "lock" : "native";
    if (save) {
      save(facts, place, owner);
    } else {
      restore(facts, reg, place, owner);
    }
  }

  private static void save(CallFacts facts, ObjectPlace place, String owner) {
    Walk walk = facts.walk;
    if (holdsFlag(place.firstSlot(walk))) {
      throw new Violation(
          Rule.SECTION_UNBALANCED,
          facts.name + " saves interrupt flags over others that were not restored");
    }
    place.clear(walk);
    int id = walk.newId();
    walk.state()
        .acquire(new Reference(Reference.Kind.IRQ, id, walk.insn(), walk.frame().number(), null));
    RegState part = RegState.pointer(RegType.STACK).withRefId(id).withTarget(owner);
    place.in(walk).setSlot(place.first(), new StackSlot(FLAG.kinds(), part));
  }

  private static boolean holdsFlag(StackSlot slot) {
    for (int at = 0; at < Long.BYTES; at++) {
      if (slot.kind(at) == ByteKind.IRQ_FLAG) {
        return true;
      }
    }
    return false;
  }

  private static void restore(CallFacts facts, int reg, ObjectPlace place, String owner) {
    Walk walk = facts.walk;
    StackSlot slot = place.firstSlot(walk);
    RegState part = slot.spilled();
    if (slot.kinds() != FLAG.kinds() || part == null || !owner.equals(part.target())) {
      throw new Violation(
          Rule.SECTION_UNBALANCED,
          "R" + reg + " of " + facts.name + " leads to no interrupt flags that it could restore");
    }
    place.noteRead(walk);
    State state = walk.state();
    Reference last = null;
    for (Reference held : state.references()) {
      if (held.kind() == Reference.Kind.IRQ) {
        last = held;
      }
    }
    if (last == null || last.id() != part.refId()) {
      throw new Violation(
          Rule.SECTION_UNBALANCED,
          facts.name + " restores other interrupt flags than those that were saved last");
    }
    state.release(last);
    Frame frame = place.in(walk);
    frame.setSlot(place.first(), StackSlot.INVALID);
    walk.noteStackWrite(place.frame(), place.first());
    Rcu.forgetUnprotected(walk);
  }
}
