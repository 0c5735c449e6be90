// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.bytecode.kernel.Kfuncs;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kernel function of every hook that this kernel has built in, with the arguments that it
/// asks for and with each of them broken in turn: the model's verdict is the running kernel's.
///
/// A share of the programs is judged, or all of them with `-Dweir.exhaustive=true`.
@Tag("kernel")
final class KfuncAgreementTest {
  private static final boolean EXHAUSTIVE = Boolean.getBoolean("weir.exhaustive");
  private static final int SHARE = 8;

  static Stream<Hook> hooks() {
    return CaseComparison.hooks();
  }

  @ParameterizedTest
  @MethodSource("hooks")
  void everyFunction(Hook hook) {
    try (CaseComparison comparison = CaseComparison.open()) {
      for (Kfunc kfunc : Kfuncs.all()) {
        if (comparison.offers(kfunc.name())) {
          for (CallCode.Case sample : KfuncPrograms.of(hook, kfunc)) {
            if (EXHAUSTIVE || Math.floorMod(sample.name().hashCode(), SHARE) == 0) {
              comparison.judge(sample);
            }
          }
        }
      }
      System.out.println(hook.name() + ": " + comparison);
      assertEquals(List.of(), comparison.differences());
    }
  }
}
