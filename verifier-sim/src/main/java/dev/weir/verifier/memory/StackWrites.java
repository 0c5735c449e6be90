// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import dev.weir.verifier.state.Walk;
import org.jspecify.annotations.Nullable;

/// Stores to the stack: spills, zeros, and plain data.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_stack_write
final class StackWrites {
  private final Access access;
  private final Stored stored;
  private final Walk walk;
  private final Frame frame;

  private StackWrites(Access access, Stored stored) {
    this.access = access;
    this.stored = stored;
    this.walk = access.walk();
    this.frame = walk.state().frame(access.pointer().frame());
  }

  /// Stores something, wherever the pointer's variable offset may take it.
  static void execute(Access access, Stored stored) {
    StackBounds.check(access);
    StackWrites writes = new StackWrites(access, stored);
    if (access.isConstant()) {
      writes.fixed((int) access.constantOffset());
    } else {
      writes.variable();
    }
  }

  private void fixed(int offset) {
    int index = SlotChanges.slotOf(offset);
    StackObjects.destroyDynptr(walk, frame, index);
    if (access.size() == SlotChanges.BYTES) {
      walk.noteStackWrite(frame.number(), index);
    }
    RegState value = stored.value();
    if (value == null) {
      data(index, offset, ByteKind.MISC);
    } else if (value.isScalar()) {
      number(index, offset, value);
    } else if (isSpillable(value.type(), walk.kernel())) {
      pointer(index, value);
    } else {
      data(index, offset, ByteKind.MISC);
    }
  }

  private void number(int index, int offset, RegState value) {
    boolean aligned = SlotChanges.byteOf(offset) == 0;
    if (!aligned || !isRemembered(value)) {
      plain(index, offset);
      return;
    }
    RegState kept = value;
    if (stored.reg() >= 0) {
      if (!walk.kernel().has(Behaviour.ZERO_STACK_STORES) && access.reg() != 10) {
        walk.markPrecise(stored.reg());
      }
      kept = tied(value);
    }
    spill(index, kept);
  }

  /// Which numbers are remembered differs between kernels; others are mere data.
  private boolean isRemembered(RegState value) {
    if (!walk.kernel().has(Behaviour.ZERO_STACK_STORES) && stored.isZero()) {
      return false;
    }
    return walk.kernel().has(Behaviour.UNBOUNDED_SPILLS) || isBounded(value.scalar());
  }

  private static boolean isBounded(Scalar number) {
    return number.bits().mask() != -1
        || number.smin() != Long.MIN_VALUE
        || number.smax() != Long.MAX_VALUE
        || number.umin() != 0
        || number.umax() != -1;
  }

  /// A number and its copy on the stack share an identity while the copy is complete.
  private RegState tied(RegState value) {
    if (Identities.width(value) > access.size() * Byte.SIZE) {
      return Identities.without(value);
    }
    if (!walk.kernel().has(Behaviour.UNBOUNDED_SPILLS)) {
      return value;
    }
    RegState tied = Identities.beforeCopy(walk, value);
    walk.frame().set(stored.reg(), tied);
    return tied;
  }

  private void pointer(int index, RegState value) {
    if (access.size() != SlotChanges.BYTES) {
      throw access.refused(
          Rule.PARTIAL_POINTER,
          ", but R" + stored.reg() + " is a pointer, which is stored as a whole or not at all",
          "R" + stored.reg() + " is " + Words.register(value));
    }
    if (value.type() == RegType.STACK && frame.number() != walk.frame().number()) {
      throw access.refusal(
          Rule.STACK_POINTER_ESCAPES,
          "store of R"
              + stored.reg()
              + ", a pointer to the stack, in the stack of a caller in R"
              + access.reg());
    }
    spill(index, value);
  }

  private void spill(int index, RegState value) {
    boolean keepZeros = walk.kernel().has(Behaviour.ZERO_STACK_STORES);
    frame.setSlot(index, SlotChanges.spill(frame.slot(index), value, access.size(), keepZeros));
    walk.noteStackAccess(frame.number(), index);
  }

  private void plain(int index, int offset) {
    if (stored.isZero()) {
      if (stored.reg() >= 0) {
        walk.markPrecise(stored.reg());
      }
      data(index, offset, ByteKind.ZERO);
    } else {
      data(index, offset, ByteKind.MISC);
    }
  }

  private void data(int index, int offset, ByteKind kind) {
    StackSlot slot = SlotChanges.scrub(frame.slot(index));
    int first = SlotChanges.byteOf(offset);
    for (int i = 0; i < access.size(); i++) {
      slot = slot.with(first + i, kind);
    }
    frame.setSlot(index, slot);
  }

  /// Every byte in reach may change, none certainly does.
  private void variable() {
    long end = access.last() + access.size();
    for (long at = access.first(); at < end; at++) {
      StackObjects.destroyDynptr(walk, frame, SlotChanges.slotOf(at));
    }
    boolean zeroUsed = false;
    for (long at = access.first(); at < end; at++) {
      zeroUsed |= mayChange(at);
    }
    if (zeroUsed && stored.reg() >= 0) {
      walk.markPrecise(stored.reg());
    }
  }

  /// Whether a byte stays zero because zero is stored.
  private boolean mayChange(long at) {
    int index = SlotChanges.slotOf(at);
    int inSlot = SlotChanges.byteOf(at);
    StackSlot slot = frame.slot(index);
    ByteKind kind = slot.kind(inSlot);
    boolean spilledZeros = walk.kernel().has(Behaviour.ZERO_STACK_STORES);
    if (spilledZeros
        && stored.isZero()
        && kind == ByteKind.SPILL
        && SlotChanges.isSpill(slot)
        && isZero(slot.spilled())) {
      return true;
    }
    StackSlot scrubbed = SlotChanges.scrub(slot);
    boolean staysZero = stored.isZero() && scrubbed.kind(inSlot) == ByteKind.ZERO;
    frame.setSlot(index, scrubbed.with(inSlot, staysZero ? ByteKind.ZERO : ByteKind.MISC));
    return staysZero;
  }

  private static boolean isZero(@Nullable RegState value) {
    return value != null && Stored.register(-1, value).isZero();
  }

  /// Pointers of some types lose their meaning on the stack.
  private static boolean isSpillable(RegType type, KernelModel kernel) {
    return switch (type) {
      case MAP_VALUE,
          STACK,
          CTX,
          PACKET,
          PACKET_META,
          PACKET_END,
          FLOW_KEYS,
          MAP_PTR,
          SOCKET,
          SOCK_COMMON,
          TCP_SOCK,
          XDP_SOCK,
          BTF_ID,
          BUF,
          MEM,
          FUNC,
          MAP_KEY,
          ARENA,
          INSN ->
          true;
      case TP_BUFFER, DYNPTR -> kernel.has(Behaviour.ALL_POINTERS_SPILLED);
      case NOT_INIT, SCALAR -> false;
    };
  }
}
