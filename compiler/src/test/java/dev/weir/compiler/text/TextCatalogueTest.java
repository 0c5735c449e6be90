// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TextCatalogueTest {
  static List<TextCatalogue.Entry> entries() {
    return TextCatalogue.entries();
  }

  @Test
  void everyCodeHasOneEntryAndEveryEntryACode() {
    List<String> codes = Arrays.stream(TextCode.values()).map(TextCode::code).toList();
    assertEquals(codes, entries().stream().map(TextCatalogue.Entry::code).toList());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void anExampleHasExactlyItsProblem(TextCatalogue.Entry entry) {
    Checked checked = Checked.of(entry.example());
    assertEquals(Set.of(entry.code()), Set.copyOf(checked.codes()), checked.text());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void aCorrectedExampleHasNone(TextCatalogue.Entry entry) {
    Checked checked = Checked.of(entry.corrected());
    assertEquals(List.of(), checked.codes(), checked.text());
    assertFalse(entry.title().isEmpty());
  }
}
