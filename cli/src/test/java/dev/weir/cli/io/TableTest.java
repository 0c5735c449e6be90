// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columnsAreAlignedNumbersToTheRight() {
    List<String> lines = new Table().row("first", "7", "x").row("2nd", "1234", "").lines("  ");
    assertEquals(List.of("  first     7  x", "    2nd  1234"), lines);
  }

  @Test
  void coloursTakeNoRoom() {
    List<String> lines = new Table().row("\033[32mok\033[0m", "a").row("missing", "b").lines("");
    assertEquals(List.of("\033[32mok\033[0m       a", "missing  b"), lines);
  }
}
