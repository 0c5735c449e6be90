// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.compiler.Backend;
import dev.weir.compiler.BackendOptions;
import dev.weir.compiler.ir.text.IrParser;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StackLimitTest {
  @Test
  void aFrameThatIsTooLargeIsReportedByVariable() {
    Problem problem = compile(400, 120).getFirst();
    assertEquals("W3201", problem.code());
    assertEquals("`f` needs 520 bytes of stack; the kernel allows 512", problem.message());
    assertEquals(
        List.of(
            "`large` takes 400 bytes",
            "`small` takes 120 bytes",
            "keep large data in a per-CPU array map with one entry instead of on the stack"),
        problem.help());
  }

  @Test
  void aFullFrameIsFine() {
    assertEquals(List.of(), compile(400, 112));
  }

  private static List<Problem> compile(int large, int small) {
    String text =
        """
        module m license "GPL" target "6.12"
        subprogram f(v0: i64) -> i64 {
          signature (a u64:8) -> u64:8
          slot s0 large %d align 8
          slot s1 small %d align 8
        b0:
          v1: ptr stack = stack s0
          store.dw stack v1, v0
          v2: ptr stack = stack s1
          store.dw stack v2, v0
          v3: i64 = load.dw stack v1
          return v3
        }
        """
            .formatted(large, small);
    Diagnostics diagnostics = new Diagnostics();
    Backend.compile(IrParser.parse(text), BackendOptions.standard(), diagnostics);
    return diagnostics.problems();
  }
}
