// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.page;

import dev.weir.bytecode.diag.SourceFile;
import dev.weir.verifier.Cost;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.explain.Place;
import dev.weir.verifier.explain.Report;
import dev.weir.verifier.explain.Reporter;
import dev.weir.verifier.image.ProgramImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A self-contained page about programs and their verdicts: source, instructions and what is known
/// before each side by side, the failing path to step through, the control flow drawn, and what the
/// verification cost.
public final class VerifyPage {
  private static final Pattern PART = Pattern.compile(" (?=(?:R\\d+|fp-\\d+)=)");

  private final List<SourceFile> sources;
  private final Map<String, Integer> lineIds = new HashMap<>();
  private final StringBuilder out = new StringBuilder();

  private VerifyPage(List<SourceFile> sources) {
    this.sources = sources;
  }

  /// The page.
  ///
  /// @param title what was verified
  /// @param sources the sources as far as they are known; of others, the lines that the object
  ///   carries are shown
  public static String write(String title, List<Subject> subjects, List<SourceFile> sources) {
    return new VerifyPage(sources).page(title, subjects);
  }

  private String page(String title, List<Subject> subjects) {
    out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>")
        .append(Html.escape(title))
        .append("</title><style>")
        .append(resource("page.css"))
        .append("</style></head><body><header><h1>")
        .append(Html.escape(title))
        .append("</h1><nav aria-label=\"programs\">");
    for (int i = 0; i < subjects.size(); i++) {
      Verdict verdict = subjects.get(i).verdict();
      out.append(
              "<button data-program=\""
                  + i
                  + "\"><span class=\"dot "
                  + word(verdict)
                  + "\"></span>")
          .append(Html.escape(verdict.program() + " on " + verdict.kernel().version()))
          .append("</button>");
    }
    out.append("</nav></header><main>");
    for (int i = 0; i < subjects.size(); i++) {
      subject(i, subjects.get(i));
    }
    return out.append("</main><script>")
        .append(resource("page.js"))
        .append("</script></body></html>\n")
        .toString();
  }

  private static String word(Verdict verdict) {
    return switch (verdict.outcome()) {
      case ACCEPT -> "accepted";
      case REJECT -> "rejected";
      case UNKNOWN -> "unknown";
    };
  }

  private void subject(int number, Subject subject) {
    Verdict verdict = subject.verdict();
    out.append("<article id=\"p" + number + "\"" + (number > 0 ? " hidden" : "") + ">");
    banner(verdict);
    Optional<Report> report = Reporter.of(verdict);
    report.ifPresent(this::report);
    verdict
        .image()
        .ifPresent(image -> {
          List<Integer> way = verdict.finding().map(f -> f.way()).orElse(List.of());
          BitSet onWay = new BitSet();
          way.forEach(onWay::set);
          if (!way.isEmpty()) {
            stepper(way);
          }
          out.append("<div class=\"panes\">");
          source(image, onWay);
          code(image, verdict, onWay);
          out.append("<section class=\"pane state\"><h2>Known before</h2>")
              .append(
                  "<div class=\"scroll\" aria-live=\"polite\"><p>Choose a line.</p></div></section></div>")
              .append("<section><h2>Control flow</h2><div class=\"draw\">")
              .append(Drawing.of(image, onWay))
              .append("</div></section>");
          cost(verdict.cost(), image);
          data(subject, way);
        });
    out.append("</article>");
  }

  private void banner(Verdict verdict) {
    String said =
        switch (verdict.outcome()) {
          case ACCEPT -> "accepts";
          case REJECT -> "rejects";
          case UNKNOWN -> "may accept or reject";
        };
    out.append("<div class=\"banner " + word(verdict) + "\"><strong>Linux ")
        .append(verdict.kernel().version())
        .append(" " + said + " <code>")
        .append(Html.escape(verdict.program()))
        .append("</code></strong><span>")
        .append(
            String.format(
                Locale.ROOT,
                "%,d instructions processed · %,d states · %d bytes of stack · %.2f ms",
                verdict.cost().instructions(),
                verdict.cost().totalStates(),
                verdict.cost().stackDepth(),
                verdict.nanos() / 1e6))
        .append("</span>")
        .append(Html.escape(verdict.reason()))
        .append("</div>");
  }

  private void report(Report report) {
    out.append("<section class=\"report\"><h2>")
        .append(Html.escape(report.code() + ": " + report.title()))
        .append("</h2><p>")
        .append(code(report.reason()))
        .append("</p><ol>");
    report.path().forEach(event -> event(event.place(), event.text(), ""));
    event(report.at(), report.label(), " class=\"bad\"");
    out.append("</ol>");
    for (String suggestion : report.suggestions()) {
      out.append("<p class=\"fix\"><b>What to do</b> ").append(code(suggestion)).append("</p>");
    }
    out.append("</section>");
  }

  private void event(Place place, String text, String type) {
    String where =
        place
            .line()
            .map(l -> "line " + l.line() + " <code>" + Html.escape(l.text().strip()) + "</code>")
            .orElseGet(() -> "<code>" + Html.escape(place.instruction()) + "</code>");
    out.append("<li" + type + "><button class=\"go\" data-slot=\"" + place.slot() + "\">")
        .append(where)
        .append("</button> ")
        .append(code(text))
        .append("</li>");
  }

  /// Text with its quoted code as code.
  private static String code(String text) {
    String[] parts = text.split("`", -1);
    StringBuilder html = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      html.append(
          i % 2 == 0 ? Html.escape(parts[i]) : "<code>" + Html.escape(parts[i]) + "</code>");
    }
    return html.toString();
  }

  private void stepper(List<Integer> way) {
    out.append(
            "<div class=\"stepper\"><b>Failing path</b><button data-step=\"first\">start</button>")
        .append("<button data-step=\"back\">back</button>")
        .append("<button data-step=\"next\">next</button>")
        .append("<button data-step=\"last\">failure</button>")
        .append("<output>" + way.size() + " instructions</output></div>");
  }

  private void source(ProgramImage image, BitSet way) {
    TreeMap<String, TreeMap<Integer, String>> files = new TreeMap<>();
    BitSet dummy = new BitSet();
    image.lines().stream()
        .filter(line -> line.line() > 0)
        .forEach(line ->
            files.computeIfAbsent(line.file(), _ -> new TreeMap<>()).put(line.line(), line.text()));
    for (SourceFile source : sources) {
      TreeMap<Integer, String> lines = files.get(source.name());
      if (lines != null && source.lineCount() >= lines.lastKey()) {
        for (int line = 1; line <= source.lineCount(); line++) {
          lines.put(line, source.line(line));
        }
      }
    }
    TreeMap<String, BitSet> hot = new TreeMap<>();
    way.stream()
        .mapToObj(image::lineAt)
        .flatMap(Optional::stream)
        .forEach(l -> hot.computeIfAbsent(l.file(), _ -> new BitSet()).set(l.line()));
    out.append("<section class=\"pane\"><h2>Source</h2><div class=\"scroll\">");
    files.forEach((file, lines) -> {
      out.append("<h3>").append(Html.escape(file)).append("</h3>");
      lines.forEach((line, text) ->
          row(
              "src" + (hot.getOrDefault(file, dummy).get(line) ? " hot" : ""),
              "data-line=\"" + id(file + ":" + line) + "\"",
              line,
              text));
    });
    if (files.isEmpty()) {
      out.append("<p>The object carries no source lines; compile with -g.</p>");
    }
    out.append("</div></section>");
  }

  /// A short name for a source line.
  private String id(String place) {
    lineIds.putIfAbsent(place, lineIds.size());
    return String.valueOf(lineIds.get(place));
  }

  private void row(String type, String data, int number, String text) {
    out.append("<div class=\"row " + type + "\" " + data + "><i>" + number + "</i><code>")
        .append(Html.escape(text))
        .append("</code></div>");
  }

  private void code(ProgramImage image, Verdict verdict, BitSet way) {
    int bad = verdict.finding().map(f -> f.slot()).orElse(-1);
    out.append("<section class=\"pane\"><h2>Instructions</h2><div class=\"scroll\">");
    Map<Integer, String> names = new TreeMap<>();
    image.functions().forEach(f -> names.put(f.start(), f.name()));
    int slot = 0;
    for (var insn : image.insns()) {
      String name = names.get(slot);
      if (name != null) {
        out.append("<h3>").append(Html.escape(name)).append("</h3>");
      }
      Place place = Place.of(image, slot);
      String line = place.line().map(l -> id(l.file() + ":" + l.line())).orElse("");
      row(
          "insn" + (way.get(slot) ? " hot" : "") + (slot == bad ? " bad" : ""),
          "data-slot=\"" + slot + "\" data-line=\"" + line + "\" tabindex=\"-1\"",
          slot,
          place.instruction());
      slot += insn.slots();
    }
    out.append("</div></section>");
  }

  private void cost(Cost cost, ProgramImage image) {
    out.append("<section><h2>Complexity</h2><table><thead><tr><th>part</th><th>instructions")
        .append(" processed</th><th>share</th><th>more</th></tr></thead><tbody>");
    int all = Math.max(1, cost.instructions());
    for (Cost.OfFunction function : cost.functions()) {
      bar(
          "function " + function.name(),
          function.instructions(),
          all,
          function.slot(),
          function.stackDepth() + " bytes of stack");
    }
    for (Cost.OfLoop loop : cost.loops()) {
      String line =
          image
              .lineAt(loop.first())
              .map(l -> "line " + l.line())
              .orElse("instruction " + loop.first());
      bar("loop at " + line, loop.instructions(), all, loop.first(), loop.rounds() + " rounds");
    }
    out.append("</tbody></table></section>");
  }

  private void bar(String name, int instructions, int all, int slot, String more) {
    out.append("<tr><td><button class=\"go\" data-slot=\"" + slot + "\">")
        .append(Html.escape(name))
        .append(
            String.format(
                Locale.ROOT,
                "</button></td><td class=\"num\">%,d</td><td><meter max=\"%d\" value=\"%d\">%d%%</meter></td><td>%s</td></tr>",
                instructions,
                all,
                instructions,
                100L * instructions / all,
                Html.escape(more)));
  }

  /// States as lists of numbers into one table of parts such as `R1=ctx`: neighbours share most of
  /// theirs.
  private void data(Subject subject, List<Integer> way) {
    Map<String, Integer> parts = new LinkedHashMap<>();
    StringBuilder states = new StringBuilder();
    for (Map.Entry<Integer, List<String>> entry : new TreeMap<>(subject.states()).entrySet()) {
      String known =
          entry.getValue().stream()
              .map(state ->
                  Arrays.stream(PART.split(state))
                      .map(part -> {
                        parts.putIfAbsent(part, parts.size());
                        return String.valueOf(parts.get(part));
                      })
                      .collect(Collectors.joining(",", "[", "]")))
              .collect(Collectors.joining(","));
      states.append(states.isEmpty() ? "" : ",");
      states.append("\"" + entry.getKey() + "\":[" + known + "]");
    }
    out.append("<script type=\"application/json\">{\"way\":").append(way).append(",\"parts\":[");
    out.append(parts.keySet().stream().map(VerifyPage::quoted).collect(Collectors.joining(",")));
    out.append("],\"states\":{").append(states).append("}}</script>");
  }

  private static String quoted(String text) {
    String safe = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("<", "\\u003c");
    return "\"" + safe + "\"";
  }

  private static String resource(String name) {
    try (InputStream in = VerifyPage.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
