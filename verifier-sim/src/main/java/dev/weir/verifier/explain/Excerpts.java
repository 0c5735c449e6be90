// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.object.LineInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The source lines that a report shows: of the sources where they are at hand, else those that the
/// object carries.
final class Excerpts {
  private static final String OPENING = "([{";
  private static final String CLOSING = ")]}";
  private static final Pattern STATEMENT =
      Pattern.compile("(if|while|for|return|switch|let|on)\\b|[^\\w(&*\"]");
  private final Map<String, SourceFile> files = new HashMap<>();

  Excerpts(Report report, List<SourceFile> sources) {
    List<LineInfo> lines = new ArrayList<>();
    report.at().line().ifPresent(lines::add);
    report.path().forEach(event -> event.place().line().ifPresent(lines::add));
    Map<String, TreeMap<Integer, String>> texts = new TreeMap<>();
    for (LineInfo line : lines) {
      texts.computeIfAbsent(line.file(), _ -> new TreeMap<>()).put(line.line(), line.text());
    }
    texts.forEach((name, byLine) ->
        files.put(
            name,
            sources.stream()
                .filter(s -> s.name().equals(name) && s.lineCount() >= byLine.lastKey())
                .findFirst()
                .orElseGet(() -> new SourceFile(name, join(byLine)))));
  }

  private static String join(TreeMap<Integer, String> byLine) {
    StringBuilder text = new StringBuilder();
    for (int line = 1; line <= byLine.lastKey(); line++) {
      text.append(byLine.getOrDefault(line, "").replace("\n", " ")).append('\n');
    }
    return text.toString();
  }

  /// The expression at a place; empty where the line is not known.
  Optional<Span> span(Place place) {
    return place.line().map(this::span);
  }

  private Span span(LineInfo line) {
    SourceFile file =
        files.computeIfAbsent(
            line.file(), name -> new SourceFile(name, "\n".repeat(line.line() - 1) + line.text()));
    int start = 0;
    for (int i = 1; i < line.line(); i++) {
      start = file.text().indexOf('\n', start) + 1;
    }
    String text = file.line(line.line()).stripTrailing();
    int indent = text.length() - text.stripLeading().length();
    int from = line.column() > 0 ? Math.min(line.column() - 1, text.length()) : indent;
    int first = start(text, from);
    boolean whole = first < from && text.charAt(from) != '.' && text.charAt(from - 1) == ' ';
    return new Span(file, start + first, start + (whole ? statementEnd(text) : end(text, from)));
  }

  private static int statementEnd(String text) {
    return text.endsWith(";") ? text.length() - 1 : text.length();
  }

  /// Where the expression around a column starts: with the variable whose member is named there.
  static int start(String text, int column) {
    if (column < text.length() && "=+-*/%&|^".indexOf(text.charAt(column)) >= 0) {
      return text.length() - text.stripLeading().length();
    }
    int at = column;
    while (at > 1 && (text.charAt(at - 1) == '.' || text.startsWith("->", at - 2))) {
      at -= text.charAt(at - 1) == '.' ? 1 : 2;
      while (at > 0 && Character.isJavaIdentifierPart(text.charAt(at - 1))) {
        at--;
      }
    }
    return at;
  }

  /// Where the expression at a column ends: behind a balanced bracket, before what separates
  /// statements and operands. What starts with a keyword is shown as a whole.
  static int end(String text, int from) {
    boolean statement = STATEMENT.matcher(text.substring(from)).lookingAt();
    int depth = 0;
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      depth += OPENING.indexOf(c) >= 0 ? 1 : CLOSING.indexOf(c) >= 0 ? -1 : 0;
      boolean operator = c == ' ' && !statement && depth == 0;
      boolean separator = depth <= 0 && (c == ';' || c == ',') || depth < 0;
      if (at > from && (operator || separator || c == '{' && depth == 1)) {
        break;
      }
      at++;
    }
    int end = at;
    while (end > from && text.charAt(end - 1) == ' ') {
      end--;
    }
    return end > from ? end : text.length();
  }
}
