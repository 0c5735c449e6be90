// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.verifier.Listings;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.report.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueTest {
  @Test
  void explainsEveryRule() {
    List<Rule> missing =
        Arrays.stream(Rule.values()).filter(rule -> Catalogue.entry(rule).isEmpty()).toList();
    assertEquals(List.of(), missing);
    for (Catalogue.Entry entry : Catalogue.entries()) {
      assertFalse(entry.text().isEmpty(), entry.rule().code());
      assertTrue(entry.fix().endsWith(".") || entry.fix().endsWith("`"), entry.rule().code());
    }
  }

  static Stream<Catalogue.Entry> examples() {
    return Catalogue.entries().stream().filter(entry -> !entry.example().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examplesBreakJustTheirRule(Catalogue.Entry entry) {
    List<String> codes =
        Verifier.verify(Listings.read(entry.example()), Listings.KERNEL).stream()
            .flatMap(verdict -> verdict.finding().stream())
            .map(finding -> finding.rule().code())
            .toList();
    assertEquals(List.of(entry.rule().code()), codes);
  }
}
