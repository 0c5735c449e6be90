// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;

/// How a stack slot changes when something is stored in it.
final class SlotChanges {
  /// Bytes of a slot.
  static final int BYTES = 8;

  private SlotChanges() {}

  /// The index of the slot that holds a byte.
  ///
  /// @param offset bytes from the frame pointer, negative
  static int slotOf(long offset) {
    return (int) ((-offset - 1) / BYTES);
  }

  /// The index of a byte within its slot.
  static int byteOf(long offset) {
    return (int) (offset & BYTES - 1);
  }

  /// Whether a spilled value starts at the slot's lowest byte.
  static boolean isSpill(StackSlot slot) {
    return slot.kind(0) == ByteKind.SPILL;
  }

  /// How many of the slot's bytes belong to the spilled value; 0 for none.
  static int spillBytes(StackSlot slot) {
    int count = 0;
    while (count < BYTES && slot.kind(count) == ByteKind.SPILL) {
      count++;
    }
    return count;
  }

  /// The slot with a value spilled to its lowest bytes. What lies above is data, except that zeros
  /// stay zeros (6.8 and newer) and bytes that were never written stay so.
  static StackSlot spill(StackSlot before, RegState value, int size, boolean keepZeros) {
    if (size == BYTES) {
      return StackSlot.spill(value);
    }
    StackSlot slot = new StackSlot(before.kinds(), value);
    for (int i = 0; i < BYTES; i++) {
      if (i < size) {
        slot = slot.with(i, ByteKind.SPILL);
      } else if (keepZeros) {
        slot = slot.with(i, besideSpill(slot.kind(i)));
      } else if (slot.kind(i) == ByteKind.SPILL) {
        slot = slot.with(i, ByteKind.MISC);
      }
    }
    return slot;
  }

  private static ByteKind besideSpill(ByteKind kind) {
    return switch (kind) {
      case ZERO, INVALID, POISON -> kind;
      case SPILL, MISC, DYNPTR, ITER, IRQ_FLAG -> ByteKind.MISC;
    };
  }

  /// The slot without a spilled value or kernel object: their bytes become data.
  static StackSlot scrub(StackSlot slot) {
    boolean special =
        switch (slot.kind(0)) {
          case SPILL, DYNPTR, ITER, IRQ_FLAG -> true;
          case INVALID, MISC, ZERO, POISON -> false;
        };
    return special ? allData(slot) : new StackSlot(slot.kinds(), null);
  }

  /// The slot with all bytes data that were ever written.
  static StackSlot allData(StackSlot slot) {
    StackSlot result = new StackSlot(slot.kinds(), null);
    for (int i = 0; i < BYTES; i++) {
      ByteKind kind = result.kind(i);
      if (kind != ByteKind.INVALID && kind != ByteKind.POISON) {
        result = result.with(i, ByteKind.MISC);
      }
    }
    return result;
  }
}
