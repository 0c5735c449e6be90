// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.page;

import dev.weir.verifier.page.Blocks.Edge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Where the blocks of a graph are drawn: each below all that lead to it, loops aside; inside of a
/// layer below those it comes from.
final class Layers {
  private final int[] layer;
  private final double[] column;
  private int width;
  private int height;

  private Layers(int size) {
    layer = new int[size];
    column = new double[size];
  }

  /// Lays out a graph. Edges to an earlier block count as loops.
  static Layers of(Blocks graph) {
    int size = graph.blocks().size();
    Layers layers = new Layers(size);
    List<List<Integer>> into = new ArrayList<>();
    graph.blocks().forEach(_ -> into.add(new ArrayList<>()));
    for (Edge edge : graph.edges()) {
      if (edge.to() > edge.from()) {
        into.get(edge.to()).add(edge.from());
      }
    }
    for (int block = 0; block < size; block++) {
      boolean root = into.get(block).isEmpty() && block > 0;
      int above = into.get(block).stream().mapToInt(from -> layers.layer[from]).max().orElse(-1);
      layers.layer[block] = root ? layers.height : above + 1;
      layers.height = Math.max(layers.height, layers.layer[block] + 1);
    }
    layers.arrange(into);
    return layers;
  }

  private void arrange(List<List<Integer>> into) {
    List<List<Integer>> rows = new ArrayList<>();
    for (int row = 0; row < height; row++) {
      rows.add(new ArrayList<>());
    }
    for (int block = 0; block < layer.length; block++) {
      rows.get(layer[block]).add(block);
    }
    for (List<Integer> row : rows) {
      double[] wish = new double[layer.length];
      for (int block : row) {
        wish[block] =
            into.get(block).stream().mapToDouble(from -> column[from]).average().orElse(0);
      }
      row.sort(Comparator.comparingDouble(block -> wish[block]));
      double free = 0;
      for (int block : row) {
        column[block] = Math.max(free, wish[block]);
        free = column[block] + 1;
      }
      width = Math.max(width, (int) Math.ceil(free));
    }
  }

  int row(int block) {
    return layer[block];
  }

  double column(int block) {
    return column[block];
  }

  int width() {
    return Math.max(1, width);
  }

  int height() {
    return height;
  }

  @Override
  public String toString() {
    return Arrays.toString(layer);
  }
}
