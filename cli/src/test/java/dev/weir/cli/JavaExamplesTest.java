// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.JavaCompiler;
import dev.weir.dsl.Bpf;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The examples of problems of Java programs have exactly their problem, and none when corrected.
class JavaExamplesTest {
  /// What no source that javac accepts provokes: broken and newer class files, classes left out,
  /// instructions of other compilers; and what only large programs do.
  private static final Set<String> WITHOUT = Set.of("W1001", "W1002", "W1030");

  static List<Explanation> explanations() {
    return Explanation.all().stream()
        .filter(e -> e.code().startsWith("W10") || e.code().startsWith("W11"))
        .toList();
  }

  static List<Explanation> withExample() {
    return explanations().stream().filter(e -> !e.example().isEmpty()).toList();
  }

  @Test
  void everyProblemThatASourceCanHaveHasAnExample() {
    Set<String> missing =
        explanations().stream()
            .filter(e -> e.example().isEmpty())
            .map(Explanation::code)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(WITHOUT), missing);
  }

  @ParameterizedTest
  @MethodSource("withExample")
  void anExampleHasExactlyItsProblem(Explanation explanation, @TempDir Path folder)
      throws IOException {
    assertEquals(Set.of(explanation.code()), codes(explanation.example(), folder));
  }

  @ParameterizedTest
  @MethodSource("withExample")
  void aCorrectedExampleHasNone(Explanation explanation, @TempDir Path folder) throws IOException {
    assertEquals(Set.of(), codes(explanation.correction(), folder));
  }

  private static Set<String> codes(String example, Path folder) throws IOException {
    String source =
        "import dev.weir.dsl.*;\n\n"
            + (example.contains("public final class")
                ? example
                : "@Bpf(license = \"GPL\")\npublic final class Filter {\n" + example + "}\n");
    Files.writeString(folder.resolve("Filter.java"), source);
    Diagnostics diagnostics = new Diagnostics();
    JavaCompiler.compile(
        classes(folder),
        path -> Optional.of(new SourceFile(path, source)),
        CompileOptions.defaults(),
        diagnostics);
    Set<String> codes =
        diagnostics.problems().stream()
            .map(Problem::code)
            .collect(Collectors.toCollection(TreeSet::new));
    if (codes.size() > 1) {
      throw new AssertionError(TextRenderer.render(diagnostics.problems(), false));
    }
    return codes;
  }

  private static List<byte[]> classes(Path folder) throws IOException {
    StringWriter messages = new StringWriter();
    PrintWriter writer = new PrintWriter(messages);
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    String[] arguments = {
      "-g", "-proc:none", "-cp", library(), "-d", folder.toString(), folder + "/Filter.java"
    };
    if (javac.run(writer, writer, arguments) != 0) {
      throw new AssertionError(messages.toString());
    }
    List<byte[]> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        classes.add(Files.readAllBytes(file));
      }
    }
    return classes;
  }

  private static String library() {
    try {
      return Path.of(Bpf.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
