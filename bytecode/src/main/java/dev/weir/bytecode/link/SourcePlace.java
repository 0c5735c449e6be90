// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.link;

import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.object.LineInfo;
import java.util.List;

/// Where line information points, as a place that problems can show.
public final class SourcePlace {
  private SourcePlace() {}

  /// The position in the source when that is known, else in a text made of just its line.
  public static Span of(LineInfo line, List<SourceFile> sources) {
    SourceFile file =
        sources.stream()
            .filter(s -> s.name().equals(line.file()) && s.lineCount() >= line.line())
            .findFirst()
            .orElseGet(
                () -> new SourceFile(line.file(), "\n".repeat(line.line() - 1) + line.text()));
    int lineStart = offsetOf(file, line.line());
    String text = file.line(line.line());
    int indent = text.length() - text.stripLeading().length();
    int column = line.column() > 0 ? Math.min(line.column() - 1, text.length()) : indent;
    return new Span(file, lineStart + column, lineStart + text.stripTrailing().length());
  }

  private static int offsetOf(SourceFile file, int line) {
    int offset = 0;
    for (int i = 1; i < line; i++) {
      offset = file.text().indexOf('\n', offset) + 1;
    }
    return offset;
  }
}
