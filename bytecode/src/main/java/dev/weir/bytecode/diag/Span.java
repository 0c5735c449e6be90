// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.diag;

import java.util.Objects;

/// A range of a source file, as half-open offsets `[start, end)` in UTF-16 units.
///
/// @param file the file the range lies in
/// @param start offset of the first unit, from 0
/// @param end offset after the last unit; equal to `start` for a point
public record Span(SourceFile file, int start, int end) {
  /// Checks the range.
  public Span {
    Objects.requireNonNull(file);
    if (start < 0 || end < start || end > file.text().length()) {
      throw new IllegalArgumentException("span " + start + ".." + end + " outside " + file);
    }
  }

  /// The line (from 1) of the start.
  public int line() {
    return file.lineOf(start);
  }

  /// The column (from 1) of the start.
  public int column() {
    return file.columnOf(start);
  }

  /// The smallest span that covers both; both must lie in the same file.
  public Span to(Span other) {
    if (!file.equals(other.file)) {
      throw new IllegalArgumentException("spans of two files: " + file + ", " + other.file);
    }
    return new Span(file, Math.min(start, other.start), Math.max(end, other.end));
  }

  /// The text covered.
  public String text() {
    return file.text().substring(start, end);
  }

  @Override
  public String toString() {
    return file.name() + ":" + line() + ":" + column();
  }
}
