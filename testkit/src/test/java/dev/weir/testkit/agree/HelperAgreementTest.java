// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every helper of every hook, with plausible arguments and with each argument broken in turn: the
/// model's verdict is the running kernel's.
///
/// All 165,000 programs take over a minute; every eighth is judged, or all of them with
/// `-Dweir.exhaustive=true`.
@Tag("kernel")
final class HelperAgreementTest {
  private static final boolean EXHAUSTIVE = Boolean.getBoolean("weir.exhaustive");
  private static final int SHARE = 8;

  static Stream<Hook> hooks() {
    return CaseComparison.hooks();
  }

  @ParameterizedTest
  @MethodSource("hooks")
  void everyHelper(Hook hook) {
    try (CaseComparison comparison = CaseComparison.open()) {
      for (Helper helper : Helpers.helpersOf(hook)) {
        for (CallCode.Case sample : HelperPrograms.of(hook, helper)) {
          if (EXHAUSTIVE || Math.floorMod(sample.name().hashCode(), SHARE) == 0) {
            comparison.judge(sample);
          }
        }
      }
      System.out.println(hook.name() + ": " + comparison);
      assertEquals(List.of(), comparison.differences());
    }
  }
}
