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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines that a report shows: of the sources where they are at hand, else those that the object
/// carries; where it carries none, and for inline assembler, the instructions.
final class Excerpts {
  private static final String OPENING = "([{";
  private static final String CLOSING = ")]}";
  private static final Pattern CONDITION = Pattern.compile("\\b(?:if|while)\\s*\\(");
  private static final Pattern STATEMENT =
      Pattern.compile("(if|while|for|return|switch|let|on)\\b|[^\\w(&*\"]");
  private final Map<String, SourceFile> files = new HashMap<>();
  private final SourceFile instructions;

  Excerpts(Report report, List<SourceFile> sources) {
    TreeMap<Integer, String> bySlot =
        new TreeMap<>(Map.of(report.at().slot(), report.at().instruction()));
    report.path().forEach(e -> bySlot.put(e.place().slot(), e.place().instruction()));
    instructions = new SourceFile(report.program() + " (bytecode)", join(bySlot, 0), 0);
    List<LineInfo> lines = new ArrayList<>();
    report.at().statement().ifPresent(lines::add);
    report.path().forEach(event -> event.place().statement().ifPresent(lines::add));
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
                .orElseGet(() -> new SourceFile(name, join(byLine, 1)))));
  }

  private static String join(TreeMap<Integer, String> byLine, int first) {
    StringBuilder text = new StringBuilder();
    for (int line = first; line <= byLine.lastKey(); line++) {
      text.append(byLine.getOrDefault(line, "").replace("\n", " ")).append('\n');
    }
    return text.toString();
  }

  /// The expression at a place; empty where neither line nor instruction is known.
  Optional<Span> span(Place place) {
    return place
        .statement()
        .map(this::span)
        .or(() -> place.instruction().isEmpty() ? Optional.empty() : Optional.of(insn(place)));
  }

  private Span insn(Place place) {
    int start = 0;
    for (int i = 0; i < place.slot(); i++) {
      start = instructions.text().indexOf('\n', start) + 1;
    }
    return new Span(instructions, start, start + instructions.line(place.slot()).length());
  }

  /// The expression that an event is about; of a condition, all of it.
  Optional<Span> span(Report.Event event) {
    Optional<Span> span = span(event.place());
    return event.condition() ? span.map(Excerpts::condition) : span;
  }

  /// What stands in the brackets behind the `if` or `while` of a span's line.
  private static Span condition(Span span) {
    SourceFile file = span.file();
    int line = span.start() - span.column() + 1;
    String text = file.line(span.line());
    Matcher keyword = CONDITION.matcher(text);
    int open = -1;
    while (keyword.find() && keyword.end() <= span.column()) {
      open = keyword.end();
    }
    int depth = 1;
    int at = Math.max(open, 0);
    while (at < text.length() && depth > 0) {
      char c = text.charAt(at);
      depth += OPENING.indexOf(c) >= 0 ? 1 : CLOSING.indexOf(c) >= 0 ? -1 : 0;
      at++;
    }
    boolean inside = open >= 0 && depth == 0 && line + at >= span.end();
    return inside ? new Span(file, line + open, line + at - 1) : span;
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
    if (isListing(line.file())) {
      return new Span(file, start + indent, start + text.replaceFirst("\\s*;.*", "").length());
    }
    int from = line.column() > 0 ? Math.min(line.column() - 1, text.length()) : indent;
    int first = start(text, from);
    boolean whole = first < from && text.charAt(from) != '.' && text.charAt(from - 1) == ' ';
    return new Span(file, start + first, start + (whole ? statementEnd(text) : end(text, from)));
  }

  /// Whether a file holds instructions, which are shown as a whole.
  static boolean isListing(String file) {
    return file.endsWith(".bpfasm");
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
