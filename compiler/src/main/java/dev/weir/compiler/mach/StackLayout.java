// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.compiler.ir.IrFunction.StackSlot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// What lies where in a function's stack frame.
///
/// ```text
/// fp - 0     end of the frame
/// fp - ...   the user's slots, the most aligned first
/// fp - ...   spill slots, 8 bytes each, aligned to 8
/// ```
///
/// @param entries the user's slots by index, then spill slots
public record StackLayout(List<Entry> entries) {
  /// The verifier's limit for a frame.
  ///
  /// @kernel v6.12 include/linux/filter.h MAX_BPF_STACK
  public static final int LIMIT_BYTES = 512;

  /// Copies the list.
  public StackLayout {
    entries = List.copyOf(entries);
  }

  /// A piece of the frame.
  ///
  /// @param names the variables it holds, the user's names
  /// @param offset from the frame pointer, negative
  /// @param sizeBytes its size
  /// @param spill whether the compiler made it for lack of registers
  public record Entry(List<String> names, int offset, int sizeBytes, boolean spill) {
    /// Copies the list.
    public Entry {
      names = List.copyOf(names);
    }
  }

  /// The layout of the user's slots; entry `i` is slot `i`.
  public static StackLayout of(List<StackSlot> slots) {
    Entry[] entries = new Entry[slots.size()];
    List<Integer> order =
        IntStream.range(0, slots.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> -slots.get(i).alignBytes()))
            .toList();
    int depth = 0;
    for (int index : order) {
      StackSlot slot = slots.get(index);
      depth = roundUp(depth + slot.sizeBytes(), slot.alignBytes());
      entries[index] = new Entry(List.of(slot.name()), -depth, slot.sizeBytes(), false);
    }
    return new StackLayout(List.of(entries));
  }

  /// This layout with spill slots below.
  ///
  /// @param spilled for each new slot the variables that share it
  public StackLayout withSpills(List<List<String>> spilled) {
    List<Entry> all = new ArrayList<>(entries);
    int depth = roundUp(sizeBytes(), 8);
    for (List<String> names : spilled) {
      depth += 8;
      all.add(new Entry(names, -depth, 8, true));
    }
    return new StackLayout(all);
  }

  /// The frame's size in bytes.
  public int sizeBytes() {
    return entries.stream().mapToInt(entry -> -entry.offset()).max().orElse(0);
  }

  private static int roundUp(int value, int unit) {
    return (value + unit - 1) / unit * unit;
  }
}
