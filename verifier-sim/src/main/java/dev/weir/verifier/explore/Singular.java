// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.State;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Forgets the identity of numbers that nothing shares it with, so that fewer states differ.
///
/// @kernel v6.18 kernel/bpf/verifier.c clear_singular_ids
final class Singular {
  private int[] ids = new int[32];
  private int count;

  private Singular() {}

  /// Changes the registers and spilled values of a state.
  static void forget(State state) {
    Singular singular = new Singular();
    singular.collect(state);
    if (singular.count > 0) {
      singular.keepSingular();
      singular.clear(state);
    }
  }

  private void collect(State state) {
    for (Frame frame : state.frames()) {
      for (int reg = 0; reg < Frame.REGS - 1; reg++) {
        add(frame.reg(reg));
      }
      for (int slot = 0; slot < frame.slotCount(); slot++) {
        add(frame.slot(slot).spilled());
      }
    }
  }

  private void add(@Nullable RegState reg) {
    if (reg == null || !reg.isScalar() || reg.id() == 0) {
      return;
    }
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    ids[count++] = reg.id();
  }

  /// Leaves those that occur once, ascending.
  private void keepSingular() {
    Arrays.sort(ids, 0, count);
    int kept = 0;
    int i = 0;
    while (i < count) {
      int id = ids[i];
      int next = i + 1;
      while (next < count && ids[next] == id) {
        next++;
      }
      if (next == i + 1) {
        ids[kept++] = id;
      }
      i = next;
    }
    count = kept;
  }

  private void clear(State state) {
    for (Frame frame : state.frames()) {
      for (int reg = 0; reg < Frame.REGS - 1; reg++) {
        RegState value = frame.reg(reg);
        if (isSingular(value)) {
          frame.set(reg, alone(value));
        }
      }
      for (int i = 0; i < frame.slotCount(); i++) {
        StackSlot slot = frame.slot(i);
        RegState value = slot.spilled();
        if (value != null && isSingular(value)) {
          frame.setSlot(i, new StackSlot(slot.kinds(), alone(value)));
        }
      }
    }
  }

  private boolean isSingular(RegState reg) {
    return reg.isScalar() && reg.id() != 0 && Arrays.binarySearch(ids, 0, count, reg.id()) >= 0;
  }

  private static RegState alone(RegState reg) {
    return reg.withId(0).minus(RegFlag.DISTANT).withOff(0);
  }
}
