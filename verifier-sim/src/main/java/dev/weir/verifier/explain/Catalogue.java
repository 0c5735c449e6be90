// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.kernel.KernelVersion;
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
/// line that starts with `Fix:`, and an example that breaks just this rule.
public final class Catalogue {
  private static final String FENCE = "```";

  /// What C examples start with.
  private static final String PRELUDE =
      """
      #include <linux/bpf.h>
      #include <linux/pkt_cls.h>
      #include <bpf/bpf_helpers.h>

      char LICENSE[] SEC("license") = "GPL";

      """;

  private Catalogue() {}

  /// The explanation of a rule.
  ///
  /// @param rule the rule
  /// @param text what the verifier wants and why
  /// @param fix what to do
  /// @param example a program that breaks the rule; empty where none is short enough to print
  /// @param language of the example
  /// @param kernel that refuses the example
  public record Entry(
      Rule rule, String text, String fix, String example, Language language, KernelVersion kernel) {
    /// The example with all that compilers or the assembler need.
    public String source() {
      return language == Language.C ? PRELUDE + example : example;
    }
  }

  /// What an example is written in.
  public enum Language {
    /// A listing, `docs/listing.md`.
    LISTING,
    /// C for clang, without the first lines that all examples share.
    C
  }

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
    if (parts.length < 2) {
      return new Entry(rule, text, advice, "", Language.LISTING, KernelVersion.V6_18);
    }
    int line = parts[1].indexOf('\n');
    String[] where = parts[1].substring(0, line).strip().split(" ?\\bon ", -1);
    String code = parts[1].substring(line + 1);
    boolean c = where[0].equals("c");
    return new Entry(
        rule,
        text,
        advice,
        c ? code : listing(where[0], code),
        c ? Language.C : Language.LISTING,
        where.length > 1 ? KernelVersion.parse(where[1]) : KernelVersion.V6_18);
  }

  /// An example as a whole listing.
  private static String listing(String hook, String code) {
    return code.startsWith(".license")
        ? code
        : ".license \"GPL\"\n.program example hook \""
            + (hook.isEmpty() ? "tcx ingress" : hook)
            + "\"\n"
            + code;
  }

  private static String read() {
    try (InputStream in = Catalogue.class.getResourceAsStream("rules.md")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
