// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.Compiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The sample programs of the text language, which name those in Java.
final class Samples {
  private static final Path FOLDER =
      Path.of(System.getProperty("weir.root"), "samples/src/main/weir");
  private static final String ENDING = ".weir";

  private Samples() {}

  /// Their names, sorted.
  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(ENDING))
          .map(file -> file.substring(0, file.length() - ENDING.length()))
          .sorted()
          .toList();
    }
  }

  /// The text of a sample.
  static SourceFile source(String name) throws IOException {
    return new SourceFile(name + ENDING, Files.readString(FOLDER.resolve(name + ENDING)));
  }

  /// Compiles a source, which must have no problem at all, with the compiler checking every step.
  static BpfObject compile(SourceFile source, KernelVersion target) {
    Diagnostics diagnostics = new Diagnostics();
    CompileOptions options = CompileOptions.defaults().withTarget(target).checked();
    var object = Compiler.compile(source, options, diagnostics);
    assertEquals("", TextRenderer.render(diagnostics.problems(), false));
    return object.orElseThrow();
  }
}
