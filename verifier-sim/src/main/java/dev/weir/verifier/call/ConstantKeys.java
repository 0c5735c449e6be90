// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import dev.weir.verifier.state.Walk;

/// Keys of array maps that are known, so that a lookup cannot miss.
///
/// @kernel v6.18 kernel/bpf/verifier.c get_constant_map_key
final class ConstantKeys {
  private static final int SLOT_BYTES = 8;

  /// `BPF_F_INNER_MAP`: the map that is found at run time may have fewer entries than this one.
  private static final int INNER_MAP = 1 << 12;

  private ConstantKeys() {}

  /// The key that a register points to; -1 where it is not known.
  static long find(Walk walk, int reg, ImageMap map) {
    RegState key = walk.frame().reg(reg);
    if (!walk.kernel().has(Behaviour.CONSTANT_KEY_LOOKUP)
        || (map.spec().flags() & INNER_MAP) != 0
        || (map.type() != MapType.ARRAY && map.type() != MapType.PERCPU_ARRAY)
        || key.type() != RegType.STACK
        || !key.scalar().isConstant()) {
      return -1;
    }
    long offset = key.off() + key.scalar().value();
    int index = (int) ((-offset - 1) / SLOT_BYTES);
    int first = SLOT_BYTES - 1 - (int) ((-offset - 1) % SLOT_BYTES);
    StackSlot slot = walk.state().frame(key.frame()).slot(index);
    if (run(slot, first, ByteKind.ZERO) >= map.keySize()) {
      return 0;
    }
    RegState spilled = slot.spilled();
    if (slot.kind(0) != ByteKind.SPILL
        || spilled == null
        || !spilled.isScalar()
        || run(slot, first, ByteKind.SPILL) != map.keySize()
        || !spilled.scalar().isConstant()) {
      return -1;
    }
    walk.markSlotPrecise(key.frame(), index);
    return spilled.scalar().value();
  }

  private static int run(StackSlot slot, int first, ByteKind kind) {
    int length = 0;
    while (first + length < SLOT_BYTES && slot.kind(first + length) == kind) {
      length++;
    }
    return length;
  }
}
