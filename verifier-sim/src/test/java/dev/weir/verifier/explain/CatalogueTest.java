// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.bytecode.object.Program;
import dev.weir.verifier.Listings;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Rule;
import java.io.IOException;
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

  /// A million instructions are too many to print.
  @Test
  void hasAnExampleOfEveryRule() {
    assertEquals(
        List.of(Rule.PROGRAM_SIZE),
        Catalogue.entries().stream()
            .filter(entry -> entry.example().isEmpty())
            .map(Catalogue.Entry::rule)
            .toList());
    String body = "  r0 = 0\n".repeat(1_000_000) + "  exit\n";
    Verdict verdict =
        Verifier.verify(
                Listings.read(".license \"GPL\"\n.program long hook \"tcx ingress\"\n" + body),
                Listings.KERNEL)
            .getFirst();
    assertEquals(Rule.PROGRAM_SIZE, verdict.finding().orElseThrow().rule());
  }

  static Stream<Catalogue.Entry> examples() {
    return Catalogue.entries().stream().filter(entry -> !entry.example().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examplesBreakJustTheirRule(Catalogue.Entry entry) throws IOException {
    List<String> codes =
        Verifier.verify(ExampleObjects.of(entry), KernelModel.of(entry.kernel())).stream()
            .flatMap(verdict -> verdict.finding().stream())
            .map(finding -> finding.rule().code())
            .toList();
    assertEquals(List.of(entry.rule().code()), codes);
  }

  /// The objects of C examples are kept, so that tests need no clang; they carry their source.
  @ParameterizedTest
  @MethodSource("examples")
  void objectsAreInStep(Catalogue.Entry entry) throws IOException {
    BpfObject object = ExampleObjects.of(entry);
    for (Program program : object.programs()) {
      for (LineInfo line : program.function().code().lines()) {
        assertTrue(
            line.file().endsWith(".h") || entry.source().contains(line.text().strip()),
            line.text());
      }
    }
  }
}
