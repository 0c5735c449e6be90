// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.compiler.ir.build.FunctionBuilder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Stack slots of a function; one that its scope gave back serves again for the same size.
///
/// All are aligned to 8 bytes, so that copies may use the widest accesses.
final class StackSlots {
  private static final int ALIGN = 8;
  private final FunctionBuilder builder;
  private final Map<Integer, Deque<Integer>> free = new HashMap<>();
  private final Map<Integer, Integer> sizes = new HashMap<>();

  StackSlots(FunctionBuilder builder) {
    this.builder = builder;
  }

  /// A slot that the innermost scope of a frame owns.
  int take(Frame frame, String name, int sizeBytes) {
    Deque<Integer> unused = free.get(sizeBytes);
    int slot =
        unused == null || unused.isEmpty()
            ? builder.stackSlot(name, sizeBytes, ALIGN)
            : unused.pop();
    sizes.put(slot, sizeBytes);
    if (frame.inScope()) {
      frame.scope().slots.add(slot);
    }
    return slot;
  }

  /// Gives the slots of a scope back.
  void release(Frame.Scope scope) {
    for (int slot : scope.slots) {
      free.computeIfAbsent(sizes.get(slot), _ -> new ArrayDeque<>()).push(slot);
    }
    scope.slots.clear();
  }
}
