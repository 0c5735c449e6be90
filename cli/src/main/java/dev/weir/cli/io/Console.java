// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.TextRenderer;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where a command prints, and how: results to standard output, problems to standard error; as text
/// for people, coloured on a terminal, or as JSON for programs.
public final class Console {
  private static final String RESET = "\033[0m";

  /// How many problems people are shown at once; one mistake may bring hundreds with it.
  private static final int MOST = 25;

  private final PrintWriter out;
  private final PrintWriter err;
  private final Terminal terminal;
  private final boolean json;
  private final boolean color;

  /// Creates a console.
  ///
  /// @param out receives results
  /// @param err receives problems
  /// @param terminal what the two are connected to
  /// @param json whether results are JSON
  /// @param color whether colours are wanted, where the terminal shows them
  public Console(PrintWriter out, PrintWriter err, Terminal terminal, boolean json, boolean color) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.json = json;
    this.color = color && terminal.color();
  }

  /// Colours and weights.
  public enum Style {
    /// Headings and names.
    BOLD("\033[1m"),
    /// What may be overlooked.
    DIM("\033[2m"),
    /// What is as it should be.
    GREEN("\033[32m"),
    /// What is not.
    RED("\033[1;31m"),
    /// What deserves a look.
    YELLOW("\033[33m"),
    /// Bars and marks.
    BLUE("\033[34m");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  /// Whether results are JSON.
  public boolean json() {
    return json;
  }

  /// Whether text on standard output can be rewritten in place.
  public boolean live() {
    return terminal.out() && !json;
  }

  /// Whether more than ASCII can be shown.
  public boolean unicode() {
    return terminal.unicode();
  }

  /// A text in a style, where standard output shows it.
  public String paint(Style style, String text) {
    boolean plain = !color || !terminal.out() || json || text.isEmpty();
    return plain ? text : style.code + text + RESET;
  }

  /// Prints a line of text for people; nothing when results are JSON.
  public void say(String line) {
    if (!json) {
      out.println(line);
      out.flush();
    }
  }

  /// Prints text for people as it is; nothing when results are JSON.
  public void write(String text) {
    if (!json) {
      out.print(text);
      out.flush();
    }
  }

  /// Prints a JSON value on a line; nothing when results are text.
  public void emit(Object value) {
    if (json) {
      out.println(Json.of(value));
      out.flush();
    }
  }

  /// Prints problems: as text to standard error, or as one JSON value to standard output.
  public void problems(List<Problem> problems) {
    if (problems.isEmpty()) {
      return;
    }
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("problems", problems.stream().map(ProblemJson::of).toList());
      emit(report);
    } else {
      warn(problems);
    }
  }

  /// Prints problems as text to standard error.
  public void warn(List<Problem> problems) {
    if (!problems.isEmpty()) {
      err.print(render(problems));
      err.flush();
    }
  }

  /// Prints a line to standard error.
  public void note(String line) {
    err.println(line);
    err.flush();
  }

  /// Whether nobody reads standard output any more.
  public boolean broken() {
    return out.checkError();
  }

  private String render(List<Problem> problems) {
    String text =
        TextRenderer.render(problems.stream().limit(MOST).toList(), color && terminal.err());
    int more = problems.size() - MOST;
    return more > 0 ? text + "\n... and " + more + " more\n" : text;
  }
}
