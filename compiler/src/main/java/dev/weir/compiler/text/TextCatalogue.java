// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The explanations of the problem codes, as `weir explain` shows them.
public final class TextCatalogue {
  private static final String RESOURCE = "problems.md";
  private static final String FENCE = "```";

  private TextCatalogue() {}

  /// What there is to say about a code.
  ///
  /// @param code such as `W2003`
  /// @param title one line, in lower case
  /// @param explanation paragraphs in Markdown; may be empty
  /// @param example a source that has exactly this problem
  /// @param corrected the source without it
  public record Entry(
      String code, String title, String explanation, String example, String corrected) {}

  /// All entries, by ascending code.
  public static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (String section : read().split("(?m)^## ", -1)) {
      if (section.startsWith("W")) {
        entries.add(entry(section));
      }
    }
    return entries;
  }

  /// The entry of a code.
  public static Optional<Entry> find(String code) {
    return entries().stream().filter(entry -> entry.code().equals(code)).findFirst();
  }

  private static Entry entry(String section) {
    int line = section.indexOf('\n');
    String heading = section.substring(0, line);
    int space = heading.indexOf(' ');
    String[] parts = section.substring(line).split(FENCE, -1);
    return new Entry(
        heading.substring(0, space),
        heading.substring(space + 1).strip(),
        parts[0].strip(),
        source(parts[1]),
        source(parts[3]));
  }

  private static String source(String block) {
    return block.substring(block.indexOf('\n') + 1);
  }

  private static String read() {
    try (InputStream in = TextCatalogue.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("no " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }
}
