// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/// Why a program is rejected, in the five parts that new kernels print as well: what rule is
/// broken, the reason, the place, the way there, and what to do.
///
/// @param code of the rule, such as `W4211`
/// @param title the rule as a headline
/// @param program its name
/// @param judge who rejects it, such as `Linux 6.18`
/// @param reason what is wrong, lower case
/// @param label what the instruction's place contributes
/// @param facts what made it so
/// @param at the instruction
/// @param path what happened on the way that matters, oldest first
/// @param suggestions what to do, in the language of the source
public record Report(
    String code,
    String title,
    String program,
    String judge,
    String reason,
    String label,
    List<String> facts,
    Place at,
    List<Event> path,
    List<String> suggestions) {
  /// Copies the lists.
  public Report {
    facts = List.copyOf(facts);
    path = List.copyOf(path);
    suggestions = List.copyOf(suggestions);
  }

  /// Something that happened on the way.
  ///
  /// @param place where
  /// @param text what
  public record Event(Place place, String text) {
    /// Whether a condition decided something here.
    boolean condition() {
      return text.startsWith("on this path");
    }
  }

  /// This report by other judges: several are joined by `and`.
  public Report judgedBy(String judges) {
    return new Report(code, title, program, judges, reason, label, facts, at, path, suggestions);
  }

  /// The report as a problem in the user's own lines.
  ///
  /// @param sources the sources as far as they are known; other lines are those the object carries
  public Problem problem(List<SourceFile> sources) {
    Excerpts excerpts = new Excerpts(this, sources);
    String verb = judge.contains(" and ") ? " reject" : " rejects";
    String message = judge + verb + " program `" + program + "`: " + reason;
    Optional<Span> span = excerpts.span(at);
    Problem problem =
        span.map(s -> Problem.error(code, message, s, label))
            .orElseGet(() -> Problem.error(code, message));
    if (span.isPresent()) {
      problem = labelled(problem, excerpts, span.get());
    } else {
      for (Event event : path) {
        problem = problem.note("on the way, " + where(event.place()) + ": " + event.text());
      }
    }
    for (String suggestion : suggestions) {
      problem = problem.help(suggestion);
    }
    return problem.note(
        where(at)
            + (facts.isEmpty() ? "" : ": " + String.join("; ", facts))
            + "; `weir explain "
            + code
            + "` says more");
  }

  /// One label a line: what happened there, in order.
  private Problem labelled(Problem problem, Excerpts excerpts, Span at) {
    Map<String, Span> spans = new LinkedHashMap<>();
    Map<String, List<String>> texts = new LinkedHashMap<>();
    for (Event event : path) {
      excerpts
          .span(event)
          .ifPresent(span -> {
            String line = span.file().name() + ":" + span.line() + ":" + span.column();
            spans.putIfAbsent(line, span);
            List<String> said = texts.computeIfAbsent(line, _ -> new ArrayList<>());
            if (!said.contains(event.text())) {
              said.add(event.text());
            }
          });
    }
    Problem result = problem;
    for (Map.Entry<String, List<String>> entry : texts.entrySet()) {
      Span span = spans.get(entry.getKey());
      if (span != null && !(span.file().equals(at.file()) && span.start() == at.start())) {
        result = result.with(span, joined(entry.getValue()));
      }
    }
    return result;
  }

  private static String joined(List<String> texts) {
    String shared = "on this path, ";
    String joined = String.join("; ", texts);
    return joined.startsWith(shared) ? shared + joined.replace(shared, "") : joined;
  }

  private static String where(Place place) {
    String assembler =
        place.statement().isPresent()
            ? ""
            : place
                .line()
                .map(line -> ", inline assembler of " + line.file() + ":" + line.line())
                .orElse("");
    return "instruction " + place.slot() + " (" + place.instruction() + assembler + ")";
  }

  /// The report without colours or excerpts, a part a paragraph.
  public String text() {
    StringJoiner text = new StringJoiner("\n", "", "\n");
    text.add(code + ": " + title);
    text.add("Reason: " + reason);
    facts.forEach(fact -> text.add("  " + fact));
    text.add("At: " + line(at));
    if (!path.isEmpty()) {
      text.add("Causal path:");
      path.forEach(event -> text.add("  " + line(event.place()) + ": " + event.text()));
    }
    suggestions.forEach(suggestion -> text.add("Suggestion: " + suggestion));
    return text.toString();
  }

  private static String line(Place place) {
    return place
        .statement()
        .map(l -> l.file() + ":" + l.line() + " `" + l.text().strip() + "`")
        .orElseGet(() -> where(place));
  }

  /// The report as a tree for JSON.
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("code", code);
    json.put("title", title);
    json.put("reason", reason);
    json.put("facts", facts);
    json.put("at", json(at));
    json.put(
        "path",
        path.stream()
            .map(event -> {
              Map<String, Object> step = json(event.place());
              step.put("text", event.text());
              return step;
            })
            .toList());
    json.put("suggestions", suggestions);
    return json;
  }

  private static Map<String, Object> json(Place place) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("insn", place.slot());
    json.put("instruction", place.instruction());
    place
        .line()
        .ifPresent(line -> {
          json.put("file", line.file());
          json.put("line", line.line());
          json.put("column", line.column());
          json.put("source", line.text().strip());
        });
    return json;
  }
}
