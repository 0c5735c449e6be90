// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bench.CodeComparison.Side;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReportTest {
  private static final TimeComparison.Effort EFFORT = new TimeComparison.Effort(11, 20_000);

  private static Report report(List<String> differences) {
    Side weir = new Side(50, Optional.empty());
    Side clang = new Side(100, Optional.empty());
    return new Report(
        new Report.Machine("6.18", 2, "19", EFFORT, 9),
        List.of(
            new CodeComparison.Row("a", "p", "tcx/ingress", weir, clang),
            new CodeComparison.Row("a", "q", "tcx/egress", clang, weir)),
        List.of(new CrossCheck.Row("a", "p", 10, Map.of(-1, 9, 7, 1), differences)),
        OptionalDouble.of(20),
        List.of(new TimeComparison.Row("a", "p", "TCP", 30.26, 40, 0.75)),
        List.of(),
        List.of("b has no counterpart in C"));
  }

  @Test
  void ratiosAreSummedUp() {
    Report report = report(List.of());
    assertEquals(1.0, report.codeRatio().orElseThrow(), 1e-9);
    assertEquals(0.75, report.timeRatio().orElseThrow());
    assertEquals(OptionalDouble.empty(), report.compileRatio());
    assertEquals(2.5, Statistics.median(List.of(4.0, 1.0, 2.0, 3.0)));
    assertThrows(IllegalArgumentException.class, () -> Statistics.median(List.of()));
  }

  @Test
  void textHasTheTablesAndTheDifferences() {
    String text = ReportWriter.text(report(List.of("ARP; result: clang 0, weir 1")));
    assertTrue(text.contains("a       p        TCP      30.3      40.0   0.75\n"), text);
    assertTrue(text.contains("difference in a, p: ARP; result: clang 0, weir 1\n"), text);
    assertTrue(text.contains("note: b has no counterpart in C\n"), text);
    assertFalse(text.contains("Compile time"), text);
    assertFalse(report(List.of("x")).agree());
  }

  @Test
  void markdownHasTables() {
    String markdown = ReportWriter.markdown(report(List.of()));
    assertTrue(
        markdown.contains(
            """
            | sample | program | packets | results       | the same |
            | ------ | ------- | ------: | ------------- | -------- |
            | a      | p       |      10 | 9 x -1, 1 x 7 | yes      |
            """),
        markdown);
  }

  @Test
  void jsonHasTheNumbers() {
    String json = ReportWriter.json(report(List.of("a \"quoted\" word")));
    assertTrue(json.startsWith("{\"kernel\":\"6.18\",\"processors\":2,"), json);
    assertTrue(json.contains("\"compileRatio\":null,\"same\":false,"), json);
    assertTrue(json.contains("\"results\":{\"-1\":9,\"7\":1}"), json);
    assertTrue(json.contains("\"differences\":[\"a \\\"quoted\\\" word\"]"), json);
  }

  @Test
  void settingsAreRead() {
    Settings settings =
        Settings.parse(
            List.of("--format", "json", "--markdown", "out.md", "--rounds", "3", "host_route"));
    assertTrue(settings.json());
    assertEquals(Optional.of(Path.of("out.md")), settings.markdown());
    assertEquals(new TimeComparison.Effort(3, 20_000), settings.effort());
    assertEquals(1, settings.samples().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--rounds", "--rounds 0", "--rounds many", "--format xml", "--fast"})
  void wrongSettingsAreRefused(String line) {
    List<String> arguments = List.of(line.split(" ", -1));
    assertThrows(IllegalArgumentException.class, () -> Settings.parse(arguments));
  }
}
