// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// Damaged sources give problems, never exceptions.
final class TextRobustnessTest {
  private static final List<String> PIECES =
      List.of(
          "",
          "{",
          "}",
          "(",
          ")",
          "[",
          "]",
          "\n",
          ";",
          ",",
          ".",
          "=",
          "==",
          "<",
          ">",
          "->",
          "else",
          "let",
          "if",
          "fn",
          "match",
          "for",
          "x",
          "0",
          "\"",
          "'",
          "ip6\"x\"",
          "1.2.3.4",
          "6.6",
          "|",
          "_",
          "as",
          "return",
          "u8",
          "be16",
          "deny",
          "on",
          "map",
          "ctx",
          "99999999999999999999");

  @Provide
  Arbitrary<String> sources() throws IOException {
    List<String> all = new ArrayList<>();
    for (Path file : Checked.samples()) {
      all.add(Files.readString(file));
    }
    TextCatalogue.entries().forEach(entry -> all.add(entry.corrected()));
    return Arbitraries.of(all);
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(PIECES);
  }

  @Property(tries = 400)
  void replacingPartOfASourceNeverFails(
      @ForAll("sources") String source,
      @ForAll("pieces") String piece,
      @ForAll @IntRange(max = 9_999) int place,
      @ForAll @IntRange(max = 12) int length) {
    int from = (int) ((long) source.length() * place / 10_000);
    int to = Math.min(source.length(), from + length);
    String damaged = source.substring(0, from) + piece + source.substring(to);
    assertNotNull(Checked.of(damaged).text());
  }
}
