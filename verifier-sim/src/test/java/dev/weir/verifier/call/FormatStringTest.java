// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormatStringTest {
  @ParameterizedTest
  @CsvSource({
    "plain text, 0, true",
    "100%% sure, 0, true",
    "%d, 1, true",
    "%d, 0, false",
    "%d %llx %lu, 3, true",
    "%d %d, 1, false",
    "%08x, 1, true",
    "%s!, 1, true",
    "%sx, 1, false",
    "%c, 1, true",
    "%p, 1, true",
    "%pI4 %pi6, 2, true",
    "%pI5, 1, false",
    "%pks, 1, true",
    "%pB, 1, true",
    "%f, 1, false",
    "%, 1, false"
  })
  void takesWhatTheKernelTakes(String format, int arguments, boolean fine) {
    assertEquals(fine, FormatString.problem(format, arguments).isEmpty());
  }
}
