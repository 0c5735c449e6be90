// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import java.util.BitSet;

/// The instructions of a function in an order in which most come after those that follow them.
///
/// @kernel v6.18 kernel/bpf/verifier.c compute_postorder
final class Postorder {
  private Postorder() {}

  /// The slots that can be reached from a function's first, that one last.
  static int[] of(int[][] next, int start) {
    int[] order = new int[next.length];
    int count = 0;
    int[] open = new int[next.length + 1];
    int depth = 0;
    BitSet found = new BitSet();
    BitSet done = new BitSet();
    open[depth++] = start;
    found.set(start);
    while (depth > 0) {
      int slot = open[depth - 1];
      if (done.get(slot)) {
        order[count++] = slot;
        depth--;
        continue;
      }
      for (int to : next[slot]) {
        if (!found.get(to)) {
          found.set(to);
          open[depth++] = to;
        }
      }
      done.set(slot);
    }
    return java.util.Arrays.copyOf(order, count);
  }
}
