// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.verify;

import dev.weir.cli.io.Console;
import dev.weir.cli.io.Console.Style;
import dev.weir.cli.io.Table;
import dev.weir.verifier.Cost;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.image.ProgramImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Verdicts for people: a line for each program, and where the instructions went.
public final class VerdictTable {
  /// What the kernel processes at most.
  private static final double LIMIT = 1_000_000;

  private VerdictTable() {}

  /// Prints the verdicts for one kernel.
  public static void print(Console console, String kernel, List<Judged> all) {
    console.say(console.paint(Style.BOLD, "Linux " + kernel));
    Table table = new Table();
    table.row("program", "verdict", "processed", "states", "stack", "time");
    for (Judged judged : all) {
      Cost cost = judged.verdict().cost();
      table.row(
          judged.program().name(),
          console.paint(style(judged.verdict()), judged.word()),
          Integer.toString(cost.instructions()),
          Integer.toString(cost.totalStates()),
          Integer.toString(cost.stackDepth()),
          String.format(Locale.ROOT, "%.2f ms", judged.verdict().nanos() / 1e6));
    }
    table.lines("  ").forEach(console::say);
    for (Judged judged : all) {
      budget(judged.verdict()).forEach(console::say);
      judged.states().ifPresent(states -> states(console, judged, states));
    }
  }

  private static Style style(Verdict verdict) {
    return switch (verdict.outcome()) {
      case ACCEPT -> Style.GREEN;
      case REJECT -> Style.RED;
      case UNKNOWN -> Style.YELLOW;
    };
  }

  /// Where the instructions went, for programs with functions or loops.
  private static List<String> budget(Verdict verdict) {
    Cost cost = verdict.cost();
    if (cost.functions().size() < 2 && cost.loops().isEmpty()) {
      return List.of();
    }
    Table table = new Table();
    table.row(
        "budget of " + verdict.program(),
        Integer.toString(cost.instructions()),
        share(cost.instructions()) + " of the limit");
    for (Cost.OfFunction function : cost.functions()) {
      table.row(
          "  function " + function.name(),
          Integer.toString(function.instructions()),
          share(function.instructions()),
          function.stackDepth() + " bytes of stack");
    }
    for (Cost.OfLoop loop : cost.loops()) {
      table.row(
          "  loop " + place(verdict, loop),
          Integer.toString(loop.instructions()),
          share(loop.instructions()),
          loop.rounds() + " rounds");
    }
    return table.lines("  ");
  }

  private static String share(int instructions) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * instructions / LIMIT);
  }

  private static String place(Verdict verdict, Cost.OfLoop loop) {
    String slots = "at " + loop.first() + "-" + loop.last();
    return verdict
        .image()
        .flatMap(image -> line(image, loop.first()))
        .map(line -> slots + " (" + line + ")")
        .orElse(slots);
  }

  private static Optional<String> line(ProgramImage image, int slot) {
    return image
        .lineAt(slot)
        .map(line -> line.file().substring(line.file().lastIndexOf('/') + 1) + ":" + line.line());
  }

  private static void states(Console console, Judged judged, StateRecord states) {
    judged
        .verdict()
        .image()
        .ifPresent(image -> {
          console.say("");
          console.say(
              "program " + judged.program().name() + ", what is known before each instruction");
          states.lines(image).forEach(console::say);
        });
  }
}
