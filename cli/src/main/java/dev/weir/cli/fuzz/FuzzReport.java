// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.fuzz;

import dev.weir.cli.io.Console;
import dev.weir.cli.io.Console.Style;
import dev.weir.cli.io.Table;
import dev.weir.testkit.fuzz.Agreement;
import dev.weir.testkit.fuzz.Campaign;
import dev.weir.testkit.fuzz.Difference;
import dev.weir.testkit.fuzz.Tally;
import dev.weir.verifier.report.Rule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The end of a campaign, as text and as JSON.
public final class FuzzReport {
  private static final int REASONS = 12;

  private FuzzReport() {}

  /// Prints counts, ratios, the kernel's most frequent reasons and, with `verbose`, all of them and
  /// the acceptance of each idiom, and the rules that no program broke.
  public static void say(Console console, Tally tally, double seconds, boolean verbose) {
    Table table = new Table();
    for (Agreement agreement : Agreement.values()) {
      int count = tally.count(agreement);
      Style style =
          count == 0 || !agreement.isDisagreement()
              ? Style.DIM
              : agreement == Agreement.FALSE_ACCEPT ? Style.RED : Style.YELLOW;
      table.row(
          console.paint(
              agreement.isDisagreement() && count > 0 ? style : Style.BOLD, agreement.title()),
          Integer.toString(count),
          percent(count, tally.total()));
    }
    table.lines("  ").forEach(console::say);
    console.say(
        String.format(
            Locale.ROOT,
            "  %,d programs in %.1f s (%,.0f/s); the kernel accepts %.0f%%, for %d different reasons it rejects",
            tally.total(),
            seconds,
            tally.total() / seconds,
            tally.acceptance() * 100,
            tally.reasons().size()));
    console.say(
        String.format(
            Locale.ROOT,
            "  agreement %.3f%%; instructions processed, model to kernel: %.3f",
            tally.agreement() * 100,
            tally.processedRatio()));
    console.say(
        String.format(
            Locale.ROOT,
            "  the same number of instructions for %.2f%% of what both accept; the model's is lower for %d, higher for %d",
            tally.sameCounts() * 100,
            tally.fewer(),
            tally.more()));
    if (verbose) {
      console.say(console.paint(Style.BOLD, "kernel reasons"));
      rows(tally.reasons(), Integer.MAX_VALUE).forEach(console::say);
      console.say(console.paint(Style.BOLD, "idioms: programs, accepted"));
      acceptance(tally.idioms()).forEach(console::say);
      console.say(console.paint(Style.BOLD, "program types: programs, accepted"));
      acceptance(tally.programTypes()).forEach(console::say);
      console.say(console.paint(Style.BOLD, "rules that no program broke"));
      Arrays.stream(Rule.values())
          .filter(rule -> !tally.rules().contains(rule.code()))
          .forEach(rule -> console.say("  " + rule.code() + " " + rule.title()));
    }
  }

  /// Prints what differs, most frequent first.
  public static void causes(Console console, Map<String, Integer> causes) {
    if (!causes.isEmpty()) {
      console.say(console.paint(Style.BOLD, "differences by seeming cause"));
      rows(causes, REASONS).forEach(console::say);
    }
  }

  /// Prints the programs with different numbers of processed instructions.
  public static void uneven(Console console, List<Campaign.Uneven> programs) {
    for (Campaign.Uneven program : programs) {
      console.say(
          "  --program %d: model %d, kernel %d"
              .formatted(program.seed(), program.model(), program.kernel()));
    }
  }

  private static List<String> rows(Map<String, Integer> counts, int most) {
    Table table = new Table();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(most)
        .forEach(e -> table.row(Integer.toString(e.getValue()), e.getKey()));
    return table.lines("  ");
  }

  private static List<String> acceptance(Map<String, int[]> counts) {
    Table table = new Table();
    counts.forEach(
        (name, row) -> table.row(name, Integer.toString(row[0]), percent(row[1], row[0])));
    return table.lines("  ");
  }

  private static String percent(int part, int whole) {
    return whole == 0 ? "" : String.format(Locale.ROOT, "%.2f%%", 100.0 * part / whole);
  }

  /// The tally for programs.
  public static Map<String, Object> json(
      long seed, Tally tally, double seconds, List<Difference> differences) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", Long.toString(seed));
    json.put("programs", tally.total());
    json.put("seconds", seconds);
    for (Agreement agreement : Agreement.values()) {
      json.put(agreement.name().toLowerCase(Locale.ROOT), tally.count(agreement));
    }
    json.put("agreement", tally.agreement());
    json.put("kernel_acceptance", tally.acceptance());
    json.put("processed_ratio", tally.processedRatio());
    json.put("fewer_instructions", tally.fewer());
    json.put("more_instructions", tally.more());
    json.put("time_ratio", tally.timeRatio());
    json.put("reasons", tally.reasons());
    json.put("differences", differences.stream().map(FuzzReport::json).toList());
    return json;
  }

  private static Map<String, Object> json(Difference difference) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", Long.toString(difference.program().seed()));
    json.put("hook", difference.program().hook().name());
    json.put("kind", difference.agreement().name().toLowerCase(Locale.ROOT));
    json.put("kernel", difference.kernel().message());
    json.put("code", difference.model().code());
    json.put("model", difference.model().message());
    json.put("instructions", difference.program().size());
    return json;
  }
}
