// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.text.check.TextChecker;
import dev.weir.compiler.text.typed.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The outcome of parsing and checking a source.
///
/// @param unit absent when parsing failed
record Checked(Optional<Unit> unit, List<Problem> problems) {
  static Checked of(String source) {
    return of(source, KernelVersion.V6_1);
  }

  static Checked of(String source, KernelVersion target) {
    Diagnostics diagnostics = new Diagnostics();
    var tree = TextParser.parse(new SourceFile("test.weir", source), diagnostics);
    if (diagnostics.hasErrors()) {
      return new Checked(Optional.empty(), diagnostics.problems());
    }
    TextChecker.Options options = new TextChecker.Options(target, _ -> Optional.empty());
    Unit unit = TextChecker.check(tree, options, diagnostics);
    return new Checked(Optional.of(unit), diagnostics.problems());
  }

  List<String> codes() {
    return problems.stream().map(Problem::code).toList();
  }

  List<Integer> lines() {
    return problems.stream().map(p -> p.primary().orElseThrow().span().line()).toList();
  }

  String text() {
    return TextRenderer.render(problems, false);
  }

  /// The repository's folder of that name.
  static Path folder(String name) {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve(name)) || !Files.isDirectory(at.resolve("compiler"))) {
      at = at.getParent();
    }
    return at.resolve(name);
  }

  /// The sample programs.
  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(folder("samples").resolve("src/main/weir"))) {
      return files.filter(file -> file.toString().endsWith(".weir")).sorted().toList();
    }
  }
}
