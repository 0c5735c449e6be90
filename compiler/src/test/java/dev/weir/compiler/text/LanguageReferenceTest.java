// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The programs of the language reference are right, for every target.
final class LanguageReferenceTest {
  private static final Pattern PROGRAM = Pattern.compile("```weir\\n(.*?)```", Pattern.DOTALL);

  static List<String> programs() throws IOException {
    String text = Files.readString(Checked.folder("docs").resolve("language.md"));
    return PROGRAM.matcher(text).results().map(match -> match.group(1)).toList();
  }

  static Stream<Arguments> programsAndTargets() throws IOException {
    return programs().stream()
        .flatMap(source ->
            KernelVersion.TARGETS.stream()
                .map(target -> Arguments.of(name(source), source, target)));
  }

  private static String name(String source) {
    Matcher module = Pattern.compile("module (\\S+)").matcher(source);
    return module.find() ? module.group(1) : "?";
  }

  @Test
  void thereArePrograms() throws IOException {
    assertTrue(programs().size() >= 10);
  }

  @ParameterizedTest(name = "{0} for {2}")
  @MethodSource("programsAndTargets")
  void everyProgramIsRight(String name, String source, KernelVersion target) {
    Checked checked = Checked.of(source, target);
    assertEquals(List.of(), checked.codes(), () -> name + "\n" + checked.text());
  }
}
