// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExplainCommandTest {

  @Test
  void everyCodeIsExplainedOnce() {
    List<Explanation> all = Explanation.all();
    assertEquals(all.size(), all.stream().map(Explanation::code).distinct().count());
    for (Explanation e : all) {
      assertTrue(e.code().matches("W[0-7]\\d{3}"), e.code());
      assertFalse(e.title().isBlank(), e.code());
      assertFalse(e.text().isBlank() && e.example().isBlank(), e.code());
      Invocation explain = Invocation.of("explain", e.code()).succeeds();
      assertTrue(explain.out().startsWith(e.code() + ": " + e.title()), explain::toString);
    }
  }

  @Test
  void allCodesAreListedInOrder() {
    Invocation list = Invocation.of("explain", "list").succeeds();
    assertEquals(
        Explanation.all().stream().map(Explanation::code).toList(),
        list.out().lines().map(line -> line.substring(0, 5)).toList());
  }

  @Test
  void aCodeMayBeInSmallLetters() {
    Invocation.of("explain", "w5004").succeeds();
  }

  @Test
  void anUnknownCodeIsAnError() {
    Invocation.of("explain", "W9999").failsWith(2, "W0009", "W9999", "weir explain list");
  }
}
