// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final Pattern CODE = Pattern.compile("\"(W\\d{4})\"");

  /// Every code that a source file of the product writes is explained.
  @Test
  void noCodeIsForgotten() throws IOException {
    Path root = Path.of(System.getProperty("weir.root"));
    Set<String> used = new TreeSet<>();
    for (String module : List.of("bytecode", "compiler", "runtime-loader", "cli")) {
      try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          CODE.matcher(Files.readString(file)).results().forEach(m -> used.add(m.group(1)));
        }
      }
    }
    Set<String> explained =
        Explanation.all().stream().map(Explanation::code).collect(Collectors.toSet());
    used.removeAll(explained);
    assertEquals(Set.of(), used);
  }
}
