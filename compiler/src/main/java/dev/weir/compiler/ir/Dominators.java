// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The dominator tree of a function: a block dominates another when every way to the other leads
/// through it.
///
/// Reference: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm", 2001.
public final class Dominators {
  private final Cfg cfg;
  private final List<IrBlock> order;
  private final int[] parent;
  private final int[] depth;
  private final List<List<IrBlock>> children = new ArrayList<>();

  private Dominators(Cfg cfg) {
    this.cfg = cfg;
    this.order = cfg.reversePostorder();
    this.parent = new int[order.size()];
    this.depth = new int[order.size()];
    compute();
    for (int i = 0; i < order.size(); i++) {
      children.add(new ArrayList<>());
      if (i > 0) {
        depth[i] = depth[parent[i]] + 1;
        children.get(parent[i]).add(order.get(i));
      }
    }
  }

  /// The dominator tree.
  public static Dominators of(Cfg cfg) {
    return new Dominators(cfg);
  }

  /// Whether every way to `block` leads through `dominator`; a block dominates itself.
  public boolean dominates(int dominator, int block) {
    int above = cfg.position(dominator);
    int below = cfg.position(block);
    while (depth[below] > depth[above]) {
      below = parent[below];
    }
    return below == above;
  }

  /// The closest other block that dominates this one, empty for the entry.
  public Optional<IrBlock> parent(int block) {
    int position = cfg.position(block);
    return position == 0 ? Optional.empty() : Optional.of(order.get(parent[position]));
  }

  /// The blocks whose [#parent] this one is.
  public List<IrBlock> children(int block) {
    return List.copyOf(children.get(cfg.position(block)));
  }

  private void compute() {
    Arrays.fill(parent, -1);
    parent[0] = 0;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 1; i < order.size(); i++) {
        int found = -1;
        for (Cfg.Edge edge : cfg.predecessors(order.get(i).id())) {
          int from = cfg.position(edge.from().id());
          if (parent[from] >= 0) {
            found = found < 0 ? from : common(found, from);
          }
        }
        if (parent[i] != found) {
          parent[i] = found;
          changed = true;
        }
      }
    }
  }

  private int common(int first, int second) {
    int a = first;
    int b = second;
    while (a != b) {
      if (a > b) {
        a = parent[a];
      } else {
        b = parent[b];
      }
    }
    return a;
  }
}
