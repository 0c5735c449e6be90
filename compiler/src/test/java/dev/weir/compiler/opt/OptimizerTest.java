// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.compiler.CompilerBug;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.text.IrParser;
import dev.weir.compiler.ir.text.IrPrinter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptimizerTest {
  private static final String TEXT =
      """
      module test license "GPL" target "6.1"

      inline half(v0: i32) -> i32 {
        signature (x u32:4) -> u32:4
      b0:
        v1: i32 = const 2
        v2: i32 = div v0, v1
        return v2
      }

      subprogram f(v0: i32) -> i32 {
        signature (x u32:4) -> u32:4
      b0:
        v1: i32 = call half(v0)
        v2: i32 = call half(v1)
        return v2
      }
      """;

  private final IrModule module = IrParser.parse(TEXT);

  private static IrFunction only(IrModule optimised) {
    assertEquals(1, optimised.functions().size());
    return optimised.functions().getFirst();
  }

  @Test
  void inlineFunctionsAreGoneAfterwards() {
    IrFunction f = only(Optimizer.optimize(module, OptimizerOptions.DEFAULT.checked()));
    assertEquals(
        """
        subprogram f(v0: i32) -> i32 {
          signature (x u32:4) -> u32:4
        b0:
          v8: i32 = const 2
          v6: i32 = rsh v0, v8
          return v6
        }
        """,
        IrPrinter.print(f));
  }

  @Test
  void requiredPassesRunWhenAllAreDisabled() {
    OptimizerOptions options = OptimizerOptions.DEFAULT.without(Set.copyOf(passNames()));
    String text = IrPrinter.print(only(Optimizer.optimize(module, options)));
    assertFalse(text.contains("call"), text);
    assertTrue(text.contains("div"), text);
  }

  @Test
  void bisectingStopsAfterThatManyRuns() {
    List<String> ran = new ArrayList<>();
    OptimizerOptions options =
        OptimizerOptions.DEFAULT.bisecting(2).dumping((pass, _, _) -> ran.add(pass.name()));
    Optimizer.optimize(module, options);
    assertEquals(List.of("inlining", "strength-reduction"), ran);
  }

  @Test
  void whatAPassBreaksIsReportedWithPassAndFunction() {
    OptimizerOptions options =
        OptimizerOptions.DEFAULT.dumping((pass, _, _) -> {
          throw new IllegalStateException(pass.name());
        });
    assertThrows(IllegalStateException.class, () -> Optimizer.optimize(module, options));
    String recursive = TEXT.replace("v2: i32 = div v0, v1", "v2: i32 = call half(v0)");
    CompilerBug bug =
        assertThrows(
            CompilerBug.class,
            () -> Optimizer.optimize(IrParser.parse(recursive), OptimizerOptions.DEFAULT));
    assertEquals("optimize", bug.stage());
    assertEquals(Optional.of("inlining"), bug.pass());
    assertEquals(Optional.of("f"), bug.function());
    assertTrue(bug.dump().orElseThrow().contains("call half"), bug.dump().toString());
  }

  private static List<String> passNames() {
    return Passes.all().stream().map(Pass::name).toList();
  }
}
