// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.diag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Prints problems for people: message, place, source excerpt with carets, help.
///
/// ```text
/// error[W2003]: `servces` is not defined
///   --> lb.weir:31:20
///    |
/// 31 |     let s = servces[key] else return allow
///    |             ^^^^^^^ not found
///    = help: a map with a similar name exists: `services`
/// ```
public final class TextRenderer {
  private static final String RESET = "\033[0m";
  private static final String BOLD = "\033[1m";
  private static final String BLUE = "\033[1;34m";

  /// Before the first line.
  private static final int NONE = -1;

  private final boolean color;

  private TextRenderer(boolean color) {
    this.color = color;
  }

  /// Renders problems one after another, an empty line between them.
  ///
  /// @param problems what to print
  /// @param color whether to use ANSI colours
  public static String render(List<Problem> problems, boolean color) {
    TextRenderer renderer = new TextRenderer(color);
    return String.join("\n", problems.stream().map(renderer::render).toList());
  }

  private String render(Problem problem) {
    StringBuilder out = new StringBuilder();
    String paint = problem.severity() == Severity.ERROR ? "\033[1;31m" : "\033[1;33m";
    out.append(paint(paint, problem.severity().word() + "[" + problem.code() + "]"))
        .append(paint(BOLD, ": " + problem.message()))
        .append('\n');
    int gutter = gutterWidth(problem);
    problem.primary().ifPresent(label -> excerpts(out, label, problem, paint, gutter));
    remarks(out, "note: ", problem.notes(), gutter);
    remarks(out, "help: ", problem.help(), gutter);
    return out.toString();
  }

  private void remarks(StringBuilder out, String word, List<String> lines, int gutter) {
    for (String line : lines) {
      out.append(" ".repeat(gutter))
          .append(paint(BLUE, " = "))
          .append(paint(BOLD, word))
          .append(line.replace("\n", "\n" + " ".repeat(gutter + 9)))
          .append('\n');
    }
  }

  private static int gutterWidth(Problem problem) {
    int last = problem.primary().map(l -> l.span().line()).orElse(0);
    for (Label label : problem.secondary()) {
      last = Math.max(last, label.span().line());
    }
    return Integer.toString(last).length();
  }

  private void excerpts(
      StringBuilder out, Label primary, Problem problem, String paint, int gutter) {
    SourceFile file = primary.span().file();
    excerpt(out, primary, primary, labelsIn(file, problem), paint, gutter);
    for (Label label : problem.secondary()) {
      if (!label.span().file().equals(file)) {
        excerpt(out, label, primary, List.of(label), paint, gutter);
      }
    }
  }

  private static List<Label> labelsIn(SourceFile file, Problem problem) {
    List<Label> labels = new ArrayList<>(problem.primary().stream().toList());
    labels.addAll(problem.secondary());
    return labels.stream().filter(l -> l.span().file().equals(file)).toList();
  }

  private void excerpt(
      StringBuilder out, Label at, Label primary, List<Label> labels, String paint, int gutter) {
    SourceFile file = at.span().file();
    String arrow = at.equals(primary) ? "--> " : "::: ";
    String bar = " ".repeat(gutter) + paint(BLUE, " |");
    out.append(" ".repeat(gutter)).append(paint(BLUE, arrow)).append(at.span()).append('\n');
    out.append(bar).append('\n');
    List<Label> sorted =
        labels.stream().sorted(Comparator.comparingInt(l -> l.span().start())).toList();
    int previous = NONE;
    for (Label label : sorted) {
      int line = label.span().line();
      if (line != previous) {
        if (previous != NONE && line > previous + 1) {
          out.append(paint(BLUE, "...")).append('\n');
        }
        String number = Integer.toString(line);
        out.append(" ".repeat(gutter - number.length()))
            .append(paint(BLUE, number + " |"))
            .append(text(file.line(line)))
            .append('\n');
        previous = line;
      }
      boolean main = label.equals(primary);
      out.append(bar)
          .append(underline(file, label, main ? paint : BLUE, main ? '^' : '-'))
          .append('\n');
    }
  }

  private static String text(String line) {
    return line.isEmpty() ? "" : " " + line.replace("\t", "    ");
  }

  private String underline(SourceFile file, Label label, String paint, char mark) {
    String line = file.line(label.span().line());
    int from = Math.min(label.span().column() - 1, line.length());
    int to = Math.min(from + label.span().end() - label.span().start(), line.length());
    int width = Math.max(1, widthOf(line.substring(from, Math.max(from, to))));
    String marks = String.valueOf(mark).repeat(width);
    String text = label.text().isEmpty() ? marks : marks + " " + label.text();
    return " " + " ".repeat(widthOf(line.substring(0, from))) + paint(paint, text);
  }

  private static int widthOf(String text) {
    return text.replace("\t", "    ").length();
  }

  private String paint(String style, String text) {
    return color ? style + text + RESET : text;
  }
}
