// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.cli.io.Console;
import dev.weir.cli.io.Failure;
import dev.weir.cli.io.Table;
import dev.weir.cli.io.ToolProblem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `weir explain`: what a problem's code means.
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Say what the code of a problem means, with an example; `list` shows all codes.")
final class ExplainCommand implements Callable<Integer> {
  private static final String LIST = "list";
  @Mixin private OutputOptions output = new OutputOptions();

  @Parameters(paramLabel = "CODE|list", description = "A code such as W2003, or the word list.")
  private String code = LIST;

  @Override
  public Integer call() {
    Console console = output.console();
    if (code.equalsIgnoreCase(LIST)) {
      list(console, Explanation.all());
    } else {
      String wanted = code.toUpperCase(Locale.ROOT);
      Explanation found =
          Explanation.all().stream()
              .filter(e -> e.code().equals(wanted))
              .findFirst()
              .orElseThrow(this::unknown);
      explain(console, found);
    }
    return 0;
  }

  private static void list(Console console, List<Explanation> all) {
    Table table = new Table();
    all.forEach(e -> table.row(e.code(), e.title()));
    table.lines("").forEach(console::say);
    console.emit(all.stream().map(ExplainCommand::json).toList());
  }

  private static void explain(Console console, Explanation found) {
    console.say(console.paint(Console.Style.BOLD, found.code() + ": " + found.title()));
    section(console, "", found.text());
    section(console, "Example:", found.example());
    section(console, "Instead:", found.correction());
    console.emit(json(found));
  }

  private static void section(Console console, String heading, String text) {
    if (!text.isEmpty()) {
      console.say("");
      if (heading.isEmpty()) {
        console.say(text.stripTrailing());
      } else {
        console.say(heading);
        console.say(text.stripTrailing().indent(4).stripTrailing());
      }
    }
  }

  private static Map<String, Object> json(Explanation e) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("code", e.code());
    json.put("title", e.title());
    json.put("text", e.text());
    json.put("example", e.example());
    json.put("correction", e.correction());
    return json;
  }

  private Failure unknown() {
    return Failure.unable(
        ToolProblem.UNKNOWN_CODE
            .error("no problem has the code `" + code + "`")
            .help("`weir explain list` shows all codes"));
  }
}
