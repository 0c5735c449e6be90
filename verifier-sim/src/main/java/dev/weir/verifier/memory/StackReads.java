// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import dev.weir.verifier.state.Walk;
import org.jspecify.annotations.Nullable;

/// Loads from the stack: fills of spilled registers, zeros, and plain data.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_stack_read
final class StackReads {
  private final Access access;
  private final Walk walk;
  private final Frame frame;
  private final boolean wanted;

  private StackReads(Access access, boolean wanted) {
    this.access = access;
    this.walk = access.walk();
    this.frame = walk.state().frame(access.pointer().frame());
    this.wanted = wanted;
  }

  /// What a load yields.
  static RegState value(Access access) {
    StackBounds.check(access);
    StackReads reads = new StackReads(access, true);
    return access.isConstant() ? reads.fixed((int) access.constantOffset()) : reads.variable();
  }

  /// Demands that the bytes may be read, by an operation that puts them in no register.
  static void check(Access access) {
    StackBounds.check(access);
    if (!access.isConstant()) {
      throw access.refused(
          Rule.VARIABLE_OFFSET, ", but atomic operations on the stack need a constant offset");
    }
    new StackReads(access, false).fixed((int) access.constantOffset());
  }

  private RegState fixed(int offset) {
    int index = SlotChanges.slotOf(offset);
    StackSlot slot = frame.slot(index);
    walk.noteStackRead(frame.number(), index);
    RegState spilled = SlotChanges.isSpill(slot) ? slot.spilled() : null;
    if (spilled == null) {
      checkReadable(slot, offset);
      return zeros(offset, offset + access.size()) ? RegState.ZERO : RegState.UNKNOWN;
    }
    if (access.size() == SlotChanges.BYTES && SlotChanges.spillBytes(slot) == SlotChanges.BYTES) {
      return whole(index, spilled);
    }
    return part(offset, index, slot, spilled);
  }

  /// A fill of everything that was spilled.
  private RegState whole(int index, RegState spilled) {
    if (wanted) {
      walk.noteStackAccess(frame.number(), index);
      return shareIdentity(index, spilled);
    }
    walk.noteStackAccess(frame.number(), index);
    return spilled;
  }

  private RegState shareIdentity(int index, RegState spilled) {
    if (!spilled.isScalar() || !walk.kernel().has(Behaviour.FILLS_SHARE_IDENTITY)) {
      return spilled;
    }
    RegState linked = Identities.beforeCopy(walk, spilled);
    frame.setSlot(index, new StackSlot(frame.slot(index).kinds(), linked));
    return linked;
  }

  /// A load of some bytes of a slot with a spilled value.
  private RegState part(int offset, int index, StackSlot slot, RegState spilled) {
    if (!spilled.isScalar()) {
      throw access.refused(
          Rule.PARTIAL_POINTER,
          ", but a pointer lies there, which is loaded as a whole or not at all",
          "the slot holds " + Words.register(spilled));
    }
    if (!wanted) {
      return RegState.UNKNOWN;
    }
    int spillBytes = SlotChanges.spillBytes(slot);
    boolean low = SlotChanges.byteOf(offset) == 0;
    boolean narrow = walk.kernel().has(Behaviour.UNBOUNDED_SPILLS);
    if (low && (narrow ? access.size() <= spillBytes : access.size() == spillBytes)) {
      walk.noteStackAccess(frame.number(), index);
      return lowPart(index, spillBytes, spilled);
    }
    checkReadable(slot, offset);
    int spillCount = count(slot, offset, ByteKind.SPILL);
    boolean zeroParts = walk.kernel().has(Behaviour.ZERO_STACK_STORES);
    if (zeroParts && spillCount == access.size() && isZero(spilled)) {
      walk.noteStackAccess(frame.number(), index);
      return RegState.ZERO;
    }
    if (walk.kernel().has(Behaviour.MIXED_ZERO_READS)) {
      return zeros(offset, offset + access.size()) ? RegState.ZERO : RegState.UNKNOWN;
    }
    return zeroParts && count(slot, offset, ByteKind.ZERO) == access.size()
        ? RegState.ZERO
        : RegState.UNKNOWN;
  }

  /// The spilled number, still to be cut to the size of the load.
  private RegState lowPart(int index, int spillBytes, RegState spilled) {
    RegState value = spilled;
    boolean fits = Identities.width(value) <= access.size() * Byte.SIZE;
    if (access.size() == 4 && spillBytes == 4 && fits) {
      value = shareIdentity(index, value);
    }
    return fits ? value : Identities.without(value);
  }

  private void checkReadable(StackSlot slot, int offset) {
    int first = SlotChanges.byteOf(offset);
    boolean spill = SlotChanges.isSpill(slot);
    for (int i = 0; i < access.size(); i++) {
      switch (slot.kind(first + i)) {
        case MISC, ZERO, INVALID -> {}
        case SPILL -> {
          if (!spill) {
            throw uninitialised(i);
          }
        }
        case POISON -> throw uninitialised(i);
        case DYNPTR, ITER, IRQ_FLAG ->
            throw access.refused(
                Rule.STACK_OBJECT,
                ", but a "
                    + StackObjects.name(slot.kind(first + i))
                    + " lies there, which only its own functions may read");
      }
    }
  }

  private RuntimeException uninitialised(int index) {
    return access.refused(
        Rule.UNINITIALISED_STACK, ", but byte " + (index + 1) + " of it was never written");
  }

  private int count(StackSlot slot, int offset, ByteKind kind) {
    int first = SlotChanges.byteOf(offset);
    int count = 0;
    for (int i = 0; i < access.size(); i++) {
      if (slot.kind(first + i) == kind) {
        count++;
      }
    }
    return count;
  }

  private RegState variable() {
    StackArguments.checkInitialised(access, false);
    return zeros(access.first(), access.last() + access.size()) ? RegState.ZERO : RegState.UNKNOWN;
  }

  /// Whether all bytes are zero; from 7.0 on those of spilled zeros count, which then must stay
  /// zeros.
  private boolean zeros(long from, long to) {
    boolean mixed = walk.kernel().has(Behaviour.MIXED_ZERO_READS);
    long spilledZeros = 0;
    for (long at = from; at < to; at++) {
      int index = SlotChanges.slotOf(at);
      StackSlot slot = frame.slot(index);
      ByteKind kind = slot.kind(SlotChanges.byteOf(at));
      if (mixed && kind == ByteKind.SPILL && isZero(slot.spilled())) {
        spilledZeros |= 1L << index;
      } else if (kind != ByteKind.ZERO) {
        return false;
      }
    }
    for (long rest = spilledZeros; wanted && rest != 0; rest &= rest - 1) {
      walk.markSlotPrecise(frame.number(), Long.numberOfTrailingZeros(rest));
    }
    return true;
  }

  private static boolean isZero(@Nullable RegState value) {
    return value != null
        && value.isScalar()
        && value.scalar().isConstant()
        && value.scalar().value() == 0;
  }
}
