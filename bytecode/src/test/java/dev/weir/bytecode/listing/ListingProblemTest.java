// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ListingProblemTest {

  @ParameterizedTest
  @EnumSource
  void theExampleGivesExactlyThisCodeAndItsCorrectionNone(ListingProblem problem) {
    assertEquals(List.of(problem.code()), codes(problem.example()));
    assertEquals(List.of(), codes(problem.correction()));
  }

  private static List<String> codes(String text) {
    Diagnostics sink = new Diagnostics();
    String whole = text.replace(ListingProblem.MANY, "r0 = 0x0\n".repeat(0x8000));
    ListingReader.read(new SourceFile("example.bpfasm", whole), sink);
    return sink.problems().stream().map(Problem::code).toList();
  }
}
