// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.verifier.report.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What each rule means, from the resource `rules.md`: one section a code, with an explanation, a
/// line that starts with `Fix:`, and an example listing that breaks just this rule.
public final class Catalogue {
  private static final String FENCE = "```";

  private Catalogue() {}

  /// The explanation of a rule.
  ///
  /// @param rule the rule
  /// @param text what the verifier wants and why
  /// @param fix what to do
  /// @param example a listing that breaks the rule; empty where none can
  public record Entry(Rule rule, String text, String fix, String example) {}

  /// The explanation of a rule; empty where there is none.
  public static Optional<Entry> entry(Rule rule) {
    return entries().stream().filter(entry -> entry.rule() == rule).findFirst();
  }

  /// All explanations, in the order of their codes.
  public static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (String section : read().split("(?m)^## ", -1)) {
      Arrays.stream(Rule.values())
          .filter(rule -> section.startsWith(rule.code()))
          .findFirst()
          .ifPresent(rule -> entries.add(entry(rule, section)));
    }
    return entries;
  }

  private static Entry entry(Rule rule, String section) {
    String[] parts = section.substring(rule.code().length()).split("(?m)^" + FENCE, -1);
    String head = parts[0];
    int fix = head.indexOf("\nFix:");
    String text = (fix < 0 ? head : head.substring(0, fix)).strip();
    String advice = fix < 0 ? "" : head.substring(fix + 5).strip().replace("\n", " ");
    return new Entry(rule, text, advice, parts.length < 2 ? "" : listing(parts[1]));
  }

  /// An example as a whole listing; the word behind the fence is its hook.
  private static String listing(String block) {
    int line = block.indexOf('\n');
    String hook = block.substring(0, line).strip();
    return ".license \"GPL\"\n.program example hook \""
        + (hook.isEmpty() ? "tcx ingress" : hook)
        + "\"\n"
        + block.substring(line + 1);
  }

  private static String read() {
    try (InputStream in = Catalogue.class.getResourceAsStream("rules.md")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
