// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.Reg;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// What registers and stack hold at one point of a random program.
final class Track {
  private static final int STACK_BYTES = 512;

  private final Value[] regs = new Value[11];
  private final Map<Integer, Value> slots = new TreeMap<>();
  private final BitSet written = new BitSet(STACK_BYTES);

  Track() {
    Arrays.fill(regs, Value.NONE);
    regs[10] = Value.FRAME;
  }

  private Track(Track from) {
    System.arraycopy(from.regs, 0, regs, 0, regs.length);
    slots.putAll(from.slots);
    written.or(from.written);
  }

  Track copy() {
    return new Track(this);
  }

  Value get(Reg reg) {
    return regs[reg.number()];
  }

  void set(Reg reg, Value value) {
    if (reg != Reg.R10) {
      regs[reg.number()] = value;
    }
  }

  /// The value spilled at an offset that is a multiple of eight; NONE when there is none.
  Value slot(int offset) {
    return slots.getOrDefault(offset, Value.NONE);
  }

  Map<Integer, Value> slots() {
    return slots;
  }

  /// Bytes of the stack are overwritten; `value` is what is spilled there as a whole.
  void store(int offset, int size, Value value) {
    if (offset >= 0 || offset < -STACK_BYTES || offset + size > 0) {
      return;
    }
    slots.keySet().removeIf(at -> at < offset + size && at + 8 > offset);
    written.set(STACK_BYTES + offset, STACK_BYTES + offset + size);
    if (size == 8 && offset % 8 == 0) {
      slots.put(offset, value);
    }
  }

  /// Whether all these bytes were written.
  boolean isWritten(int offset, int size) {
    int at = STACK_BYTES + offset;
    return offset >= -STACK_BYTES && offset + size <= 0 && written.nextClearBit(at) >= at + size;
  }

  /// Whether a spilled pointer lies in these bytes.
  boolean holdsPointer(int offset, int size) {
    return slots.entrySet().stream()
        .anyMatch(slot ->
            slot.getValue().isPointer()
                && slot.getKey() < offset + size
                && slot.getKey() + 8 > offset);
  }

  /// A call happened: the argument registers are gone.
  void called() {
    Arrays.fill(regs, 1, 6, Value.NONE);
    regs[0] = Value.UNKNOWN;
  }

  /// Changes every value.
  void replaceAll(UnaryOperator<Value> change) {
    for (int i = 0; i < 10; i++) {
      regs[i] = change.apply(regs[i]);
    }
    slots.replaceAll((_, value) -> change.apply(value));
  }

  /// Packet pointers are no longer valid.
  void packetChanged() {
    replaceAll(v -> v.isPacket() || v.is(Value.Kind.END) ? Value.NONE : v);
  }

  /// Keeps what holds on both paths.
  void join(Track other) {
    for (int i = 0; i < 10; i++) {
      regs[i] = regs[i].join(other.regs[i]);
    }
    slots.replaceAll((at, value) -> value.join(other.slot(at)));
    written.and(other.written);
  }

  /// The register that holds a value of a kind, not null; null when none does.
  boolean holds(Reg reg, Value.Kind kind) {
    Value value = get(reg);
    return value.is(kind) && !value.nullable();
  }
}
