// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import java.util.ArrayList;
import java.util.List;

/// Lines of cells in columns. Cells that start with a digit are aligned to the right.
public final class Table {
  private static final String GAP = "  ";
  private final List<List<String>> rows = new ArrayList<>();

  /// Adds a line.
  public Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /// The lines, each with this before it and nothing after the last cell.
  public List<String> lines(String indent) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    return rows.stream().map(row -> line(indent, row, widths)).toList();
  }

  private static String line(String indent, List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder(indent);
    for (int i = 0; i < row.size(); i++) {
      String cell = row.get(i);
      String padding = " ".repeat(widths[i] - width(cell));
      String shown = plain(cell);
      boolean number = !shown.isEmpty() && Character.isDigit(shown.charAt(0));
      line.append(i == 0 ? "" : GAP).append(number ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }

  /// How many columns of a terminal a text takes, colours aside.
  private static int width(String text) {
    return plain(text).length();
  }

  private static String plain(String text) {
    return text.replaceAll("\033\\[[0-9;]*m", "");
  }
}
