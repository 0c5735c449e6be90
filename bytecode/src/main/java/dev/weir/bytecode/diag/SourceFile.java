// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.diag;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A source text and the name it is shown under.
///
/// Lines count from 1, or from another number where the text is made up, as for instructions;
/// columns count from 1; a column counts UTF-16 units, offsets count from 0.
public final class SourceFile {
  private final String name;
  private final String text;
  private final int firstLine;
  private final int[] lineStarts;

  /// Creates a source file.
  ///
  /// @param name what messages and line info show, usually the path as the user gave it
  /// @param text the whole text
  public SourceFile(String name, String text) {
    this(name, text, 1);
  }

  /// Creates a text whose first line has another number than 1.
  public SourceFile(String name, String text, int firstLine) {
    this.firstLine = firstLine;
    this.name = Objects.requireNonNull(name);
    this.text = Objects.requireNonNull(text);
    List<Integer> starts = new ArrayList<>(List.of(0));
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        starts.add(i + 1);
      }
    }
    this.lineStarts = starts.stream().mapToInt(Integer::intValue).toArray();
  }

  /// The name shown in messages.
  public String name() {
    return name;
  }

  /// The whole text.
  public String text() {
    return text;
  }

  /// The number of lines; a trailing newline does not start a counted line.
  public int lineCount() {
    boolean trailing = !text.isEmpty() && text.endsWith("\n");
    return lineStarts.length - (trailing ? 1 : 0);
  }

  /// The line that holds the offset; offsets past the end belong to the last line.
  public int lineOf(int offset) {
    int low = 0;
    int high = lineStarts.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (lineStarts[middle] <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low + firstLine;
  }

  /// The column (from 1) of the offset in its line.
  public int columnOf(int offset) {
    return offset - lineStarts[lineOf(offset) - firstLine] + 1;
  }

  /// The text of a line without its line terminator.
  public String line(int line) {
    int index = line - firstLine;
    int start = lineStarts[index];
    int end = index + 1 < lineStarts.length ? lineStarts[index + 1] - 1 : text.length();
    if (end > start && text.charAt(end - 1) == '\r') {
      end--;
    }
    return text.substring(start, Math.max(start, end));
  }

  @Override
  public String toString() {
    return name;
  }
}
