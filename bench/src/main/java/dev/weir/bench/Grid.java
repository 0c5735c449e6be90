// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;

/// A table: lines of as many cells as there are headers. Cells of numbers stand to the right.
final class Grid {
  private final List<String> headers;
  private final List<List<String>> rows = new ArrayList<>();

  Grid(String... headers) {
    this.headers = List.of(headers);
  }

  /// Adds a line.
  void row(String... cells) {
    if (cells.length != headers.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + headers);
    }
    rows.add(List.of(cells));
  }

  /// The table for people at a terminal.
  String text() {
    int[] widths = widths();
    StringBuilder out = new StringBuilder();
    line(out, headers, widths, "", "  ", "");
    rows.forEach(row -> line(out, row, widths, "", "  ", ""));
    return out.toString();
  }

  /// The table as markdown.
  String markdown() {
    int[] widths = widths();
    StringBuilder out = new StringBuilder();
    line(out, headers, widths, "| ", " | ", " |");
    List<String> rule = new ArrayList<>();
    for (int column = 0; column < widths.length; column++) {
      String dashes = "-".repeat(Math.max(2, widths[column] - 1));
      rule.add(numbers(column) ? dashes + ":" : dashes + "-");
    }
    line(out, rule, widths, "| ", " | ", " |");
    rows.forEach(row -> line(out, row, widths, "| ", " | ", " |"));
    return out.toString();
  }

  private int[] widths() {
    int[] widths = new int[headers.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = Math.max(3, headers.get(column).length());
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return widths;
  }

  private boolean numbers(int column) {
    return rows.stream().allMatch(row -> row.get(column).matches("[0-9.]*"));
  }

  private void line(
      StringBuilder out,
      List<String> cells,
      int[] widths,
      String before,
      String between,
      String after) {
    StringBuilder line = new StringBuilder(before);
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(widths[column] - cell.length());
      line.append(column == 0 ? "" : between);
      line.append(numbers(column) ? padding + cell : cell + padding);
    }
    out.append(line.append(after).toString().stripTrailing()).append('\n');
  }
}
