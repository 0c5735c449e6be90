// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.cli.io.ToolProblem;
import dev.weir.compiler.text.TextCatalogue;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.skeleton.SkeletonProblem;
import dev.weir.verifier.explain.Catalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What the code of a problem means, from whichever catalogue has it.
///
/// @param code `W` and four digits
/// @param title what is wrong, in lower case
/// @param text causes and cures, several lines
/// @param example what provokes it; empty when nothing a user does
/// @param correction the example put right; may be empty
record Explanation(String code, String title, String text, String example, String correction) {
  private static final String RESOURCE = "explanations.md";
  private static final String FENCE = "```";

  /// All codes, in order.
  static List<Explanation> all() {
    Map<String, Explanation> all = new TreeMap<>();
    for (ToolProblem p : ToolProblem.values()) {
      add(all, new Explanation(p.code(), p.title(), p.explanation(), p.example(), ""));
    }
    for (LoaderProblem p : LoaderProblem.values()) {
      add(all, new Explanation(p.code(), p.title(), p.explanation(), "", ""));
    }
    for (SkeletonProblem p : SkeletonProblem.values()) {
      add(all, new Explanation(p.code(), p.title(), p.explanation(), "", ""));
    }
    for (TextCatalogue.Entry e : TextCatalogue.entries()) {
      add(all, new Explanation(e.code(), e.title(), e.explanation(), e.example(), e.corrected()));
    }
    for (Catalogue.Entry e : Catalogue.entries()) {
      add(
          all,
          new Explanation(
              e.rule().code(),
              e.rule().title(),
              e.text() + "\n\nWhat to do: " + e.fix(),
              e.example(),
              ""));
    }
    sections().forEach(section -> add(all, section));
    return List.copyOf(all.values());
  }

  /// Adds an explanation to what another catalogue says about the code.
  private static void add(Map<String, Explanation> all, Explanation more) {
    all.merge(more.code(), more, Explanation::with);
  }

  private Explanation with(Explanation more) {
    return new Explanation(
        code,
        title.isEmpty() ? more.title : title,
        (text.stripTrailing() + "\n" + more.text).strip(),
        example.isEmpty() ? more.example : example,
        correction.isEmpty() ? more.correction : correction);
  }

  /// The sections of our own file.
  private static List<Explanation> sections() {
    List<Explanation> sections = new ArrayList<>();
    for (String section : read().split("(?m)^## ", -1)) {
      if (section.startsWith("W")) {
        sections.add(section(section));
      }
    }
    return sections;
  }

  private static Explanation section(String section) {
    String[] parts = section.split("(?m)^" + FENCE, -1);
    String head = parts[0];
    int line = head.indexOf('\n');
    String heading = head.substring(0, line);
    String code = heading.substring(0, 5);
    return new Explanation(
        code,
        heading.substring(5).strip(),
        head.substring(line).strip(),
        parts.length > 1 ? source(parts[1]) : "",
        parts.length > 3 ? source(parts[3]) : "");
  }

  /// A fenced block without the word that names its language.
  private static String source(String block) {
    return block.substring(block.indexOf('\n') + 1);
  }

  private static String read() {
    try (InputStream in = Explanation.class.getResourceAsStream(RESOURCE)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
