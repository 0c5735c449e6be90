// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.compiler.Backend;
import dev.weir.compiler.BackendOptions;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.text.IrParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// IR text in, machine code out. A file holds the IR and, after a line `==== STAGE`, what that
/// stage makes of it; `-Dbless` rewrites the stages that a file has, all three when it has none.
final class GoldenCodeTest {
  private static final Path FOLDER = Path.of("src/test/resources/mach");
  private static final List<String> STAGES = List.of("select", "alloc", "code");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".ir")).sorted().toList();
    }
  }

  /// The IR of a golden file.
  static IrModule module(Path file) throws IOException {
    return IrParser.parse(sections(file)[0]);
  }

  private static String[] sections(Path file) throws IOException {
    return Files.readString(file).split("(?m)^==== ", -1);
  }

  @ParameterizedTest
  @MethodSource("files")
  void codeIsAsExpected(Path file) throws IOException {
    String[] sections = sections(file);
    Map<String, String> expected = new LinkedHashMap<>();
    for (int i = 1; i < sections.length; i++) {
      int end = sections[i].indexOf('\n');
      expected.put(sections[i].substring(0, end), sections[i].substring(end + 1));
    }
    List<String> stages = expected.isEmpty() ? STAGES : List.copyOf(expected.keySet());
    Map<String, String> actual = compile(module(file), stages);
    String bless = System.getProperty("bless", "");
    if (bless.isEmpty() || bless.equals("${bless}")) {
      assertEquals(expected, actual, "rewrite with -Dbless if this is right");
      return;
    }
    assertFalse(System.getenv().containsKey("CI"), "expectations are not rewritten in CI");
    StringBuilder text = new StringBuilder(sections[0]);
    actual.forEach((stage, code) -> text.append("==== ").append(stage).append('\n').append(code));
    Files.writeString(file, text.toString());
  }

  private static Map<String, String> compile(IrModule module, List<String> stages) {
    Map<String, StringBuilder> results = new LinkedHashMap<>();
    stages.forEach(stage -> results.put(stage, new StringBuilder()));
    BackendOptions options =
        new BackendOptions(
            true,
            (stage, _, text) -> {
              StringBuilder result = results.get(stage);
              if (result != null) {
                result.append(text.get());
              }
            });
    Diagnostics diagnostics = new Diagnostics();
    Backend.compile(module, options, diagnostics);
    assertFalse(diagnostics.hasErrors(), () -> diagnostics.problems().toString());
    Map<String, String> texts = new LinkedHashMap<>();
    results.forEach((stage, text) -> texts.put(stage, text.toString()));
    return texts;
  }
}
