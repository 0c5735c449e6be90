// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectReader;
import dev.weir.bytecode.object.ObjectWriter;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.Compiler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The objects of these tests: the samples, and C sources as clang compiles them.
final class TestObjects {
  static final Path ROOT = Path.of(System.getProperty("weir.root", ".."));
  static final Path TESTS = ROOT.resolve("skeleton/src/test");
  static final String PACKAGE = "com.example";
  private static final Path SAMPLES = ROOT.resolve("samples/src/main/weir");
  private static final String ENDING = ".weir";

  private static final Path CLANG_19 = Path.of("/usr/bin/clang-19");

  private TestObjects() {}

  /// The names of the samples.
  static List<String> samples() throws IOException {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(ENDING))
          .map(file -> file.substring(0, file.length() - ENDING.length()))
          .sorted()
          .toList();
    }
  }

  /// A sample as it is read from its file.
  static BpfObject sample(String name) throws IOException {
    return compiled(name, Files.readString(SAMPLES.resolve(name + ENDING)));
  }

  /// A source as it is read from its object's file.
  static BpfObject compiled(String name, String text) {
    Diagnostics diagnostics = new Diagnostics();
    Optional<BpfObject> object =
        Compiler.compile(
            new SourceFile(name + ENDING, text), CompileOptions.defaults(), diagnostics);
    assertEquals("", TextRenderer.render(diagnostics.problems(), false));
    BpfObject made = object.orElseThrow();
    return ObjectReader.read(made.name(), ObjectWriter.write(made));
  }

  /// Whether clang 19 is there.
  static boolean hasClang19() {
    return Files.isExecutable(CLANG_19);
  }

  /// What clang makes of a C source.
  static BpfObject clang(String name, Path folder) throws Exception {
    Path clang =
        Stream.of(CLANG_19, Path.of("/usr/bin/clang"))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    Assumptions.assumeTrue(clang != null, "needs clang");
    Path object = folder.resolve(name + ".bpf.o");
    Process process =
        new ProcessBuilder(
                clang.toString(),
                "-target",
                "bpf",
                "-g",
                "-O2",
                "-mcpu=v3",
                "-c",
                TESTS.resolve("c/" + name + ".bpf.c").toString(),
                "-o",
                object.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return ObjectReader.read(name + ".bpf.o", Files.readAllBytes(object));
  }

  /// The files of a skeleton that has no errors.
  static List<GeneratedFile> generate(BpfObject object, SkeletonOptions options) {
    Diagnostics diagnostics = new Diagnostics();
    List<GeneratedFile> files = Skeleton.generate(object, options, diagnostics);
    assertEquals(false, diagnostics.hasErrors(), () -> diagnostics.problems().toString());
    return files;
  }
}
