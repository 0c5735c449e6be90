// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import java.util.Arrays;
import java.util.BitSet;

/// The loops of the control flow: strongly connected components, found with Tarjan's algorithm
/// without recursion. A call that runs a callback is a loop of its own.
///
/// @kernel v6.18 kernel/bpf/verifier.c compute_scc
final class Components {
  private final int[][] next;
  private final BitSet callsBack;
  private final int[] order;
  private final int[] low;
  private final int[] edge;
  private final int[] component;
  private final int[] path;
  private final int[] open;
  private int pathSize;
  private int openSize;
  private int count;
  private int visited;

  private Components(int[][] next, BitSet callsBack) {
    this.next = next;
    this.callsBack = callsBack;
    int size = next.length;
    order = new int[size];
    low = new int[size];
    edge = new int[size];
    component = new int[size];
    path = new int[size + 1];
    open = new int[size + 1];
  }

  /// The number of the loop each slot is in, from 1; 0 for slots in no loop.
  static int[] of(int[][] next, BitSet callsBack) {
    Components components = new Components(next, callsBack);
    for (int slot = 0; slot < next.length; slot++) {
      if (components.order[slot] == 0) {
        components.visit(slot);
      }
    }
    return components.component;
  }

  private void visit(int start) {
    enter(start);
    while (pathSize > 0) {
      int at = path[pathSize - 1];
      if (edge[at] < next[at].length) {
        int to = next[at][edge[at]++];
        if (to >= next.length) {
          continue;
        }
        if (order[to] == 0) {
          enter(to);
        } else {
          low[at] = Math.min(low[at], low[to]);
        }
        continue;
      }
      pathSize--;
      if (pathSize > 0) {
        int before = path[pathSize - 1];
        low[before] = Math.min(low[before], low[at]);
      }
      if (low[at] == order[at]) {
        close(at);
      }
    }
  }

  private void enter(int slot) {
    order[slot] = ++visited;
    low[slot] = visited;
    path[pathSize++] = slot;
    open[openSize++] = slot;
  }

  private void close(int root) {
    boolean loop =
        open[openSize - 1] != root
            || callsBack.get(root)
            || Arrays.stream(next[root]).anyMatch(to -> to == root);
    if (loop) {
      count++;
    }
    int slot;
    do {
      slot = open[--openSize];
      low[slot] = Integer.MAX_VALUE;
      component[slot] = loop ? count : 0;
    } while (slot != root);
  }
}
