// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import dev.weir.cli.io.Console;
import dev.weir.cli.io.Console.Style;
import dev.weir.cli.io.Table;
import dev.weir.cli.io.Unit;
import dev.weir.cli.load.Counters;
import dev.weir.cli.load.ProgramVerdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the demo shows: printed as it happens for people, collected for programs.
final class DemoReport {
  private static final String INDENT = "   ";
  private static final int BAR_COLUMNS = 40;

  private final Console console;
  private final List<Map<String, Object>> parts = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private Map<String, Object> part = new LinkedHashMap<>();

  DemoReport(Console console) {
    this.console = console;
  }

  /// Starts a part.
  void part(String title, String sample, String story) {
    part = new LinkedHashMap<>();
    part.put("title", title);
    part.put("sample", sample);
    parts.add(part);
    console.say("");
    console.say(
        console.paint(Style.BOLD, parts.size() + ". " + title)
            + "  "
            + console.paint(Style.DIM, "samples/src/main/weir/" + sample));
    story.lines().forEach(line -> console.say(INDENT + line));
  }

  /// A heading inside a part.
  void heading(String text) {
    console.say("");
    console.say(INDENT + console.paint(Style.BOLD, text));
  }

  /// A line of explanation.
  void line(String text) {
    console.say(INDENT + text);
  }

  /// What the compiler made.
  void compiled(Unit unit, long milliseconds) {
    part.put("instructions", unit.instructions());
    line(
        "compiled "
            + unit.describePrograms()
            + ", "
            + unit.instructions()
            + " instructions, in "
            + milliseconds
            + " ms");
  }

  /// What the verifier said.
  void verdicts(List<ProgramVerdict> verdicts) {
    part.put("programs", verdicts.stream().map(ProgramVerdict::json).toList());
    heading("The kernel's verifier");
    ProgramVerdict.print(console, verdicts, INDENT);
  }

  /// Where exchanges went: a bar for each backend.
  ///
  /// @param addresses where each backend listens, by its name
  void exchanges(Exchanges exchanges, Map<String, String> addresses) {
    list("exchanges").add(exchanges.json());
    heading(
        exchanges.title()
            + ": "
            + exchanges.count()
            + " to "
            + DemoClient.text(exchanges.service()));
    Table table = new Table();
    int most = exchanges.hits().values().stream().mapToInt(Integer::intValue).max().orElse(1);
    exchanges
        .hits()
        .forEach((name, hits) ->
            table.row(name, addresses.getOrDefault(name, ""), hits.toString(), bar(hits, most)));
    table.lines(INDENT).forEach(console::say);
    if (!exchanges.errors().isEmpty()) {
      line(exchanges.errors().size() + " failed: " + exchanges.errors().getFirst());
    }
  }

  /// What the counters say.
  void counters(Counters counters) {
    part.put("counters", counters.values());
    heading("Counters");
    Table table = new Table();
    counters.values().forEach((name, value) -> table.row(name, value.toString()));
    table.lines(INDENT).forEach(console::say);
  }

  /// States what must be so.
  ///
  /// @param detail what was found instead, shown when it is not so
  void expect(String what, boolean met, String detail) {
    Map<String, Object> check = new LinkedHashMap<>();
    check.put("what", what);
    check.put("met", met);
    if (!met) {
      check.put("found", detail);
      failures.add(what + ": found " + detail);
    }
    list("checks").add(check);
    String mark =
        met
            ? console.paint(Style.GREEN, console.unicode() ? "✓" : "ok")
            : console.paint(Style.RED, console.unicode() ? "✗" : "FAILED");
    line(mark + " " + what + (met ? "" : "; found " + detail));
  }

  /// Whether nobody reads the report any more.
  boolean abandoned() {
    return console.broken();
  }

  /// What was not as it must be.
  List<String> failures() {
    return List.copyOf(failures);
  }

  /// Everything as JSON.
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ok", failures.isEmpty());
    json.put("parts", parts);
    return json;
  }

  private String bar(int hits, int most) {
    int columns = Math.max(1, hits * BAR_COLUMNS / most);
    return console.paint(Style.BLUE, (console.unicode() ? "█" : "#").repeat(columns));
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> list(String name) {
    return (List<Map<String, Object>>)
        part.computeIfAbsent(name, _ -> new ArrayList<Map<String, Object>>());
  }
}
