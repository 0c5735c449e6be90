// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.listing.ListingReader;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The examples about listings have the problem that they explain, and their corrections do not.
class ListingExplanationTest {
  /// Jumps too far need thousands of lines; types need the bytes of a whole section.
  private static final Set<String> TOO_LONG = Set.of("W0608", "W0616");

  static List<Explanation> explanations() {
    return Explanation.all().stream()
        .filter(e -> e.code().startsWith("W06") && !TOO_LONG.contains(e.code()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("explanations")
  void anExampleHasItsProblem(Explanation explanation) {
    List<String> codes = codes(explanation.example());
    assertTrue(codes.contains(explanation.code()), () -> explanation.code() + ": " + codes);
    List<String> corrected = codes(explanation.correction());
    assertFalse(
        corrected.contains(explanation.code()), () -> explanation.code() + ": " + corrected);
    assertEquals(List.of(), corrected);
  }

  /// What is wrong with an example; code alone gets the frame of a listing.
  private static List<String> codes(String example) {
    String frame = ".license \"GPL\"\n.program example hook \"tc ingress\"\n";
    boolean whole = example.contains(".program") || example.contains(".license");
    boolean maps = example.startsWith(".map");
    String text = whole ? example : maps ? ".license \"GPL\"\n" + example : frame + example;
    Diagnostics diagnostics = new Diagnostics();
    ListingReader.read(new SourceFile("example.bpfasm", text), diagnostics);
    return diagnostics.problems().stream().map(Problem::code).distinct().toList();
  }
}
