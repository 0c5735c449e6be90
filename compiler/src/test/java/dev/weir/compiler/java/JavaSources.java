// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.JavaCompiler;
import dev.weir.dsl.Bpf;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.NullMarked;

/// Java programs as texts, compiled by javac and then by Weir.
final class JavaSources {
  private final Map<String, String> texts = new LinkedHashMap<>();

  /// Adds a source.
  JavaSources add(String path, String text) {
    texts.put(path, text);
    return this;
  }

  /// Compiles with both compilers.
  List<BpfObject> compile(Diagnostics diagnostics) {
    return JavaCompiler.compile(
        List.copyOf(classes().values()),
        path -> Optional.ofNullable(texts.get(path)).map(text -> new SourceFile(path, text)),
        CompileOptions.defaults().checked(),
        diagnostics);
  }

  /// The class files by path, in order of the paths.
  Map<String, byte[]> classes() {
    try {
      Path folder = Files.createTempDirectory("weir-java");
      try {
        return classes(folder);
      } finally {
        try (var files = Files.walk(folder)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, byte[]> classes(Path folder) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-g",
                "-proc:none",
                "-cp",
                place(Bpf.class) + File.pathSeparator + place(NullMarked.class),
                "-d",
                folder.resolve("out").toString()));
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Path file = folder.resolve(text.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, text.getValue());
      arguments.add(file.toString());
    }
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    StringWriter messages = new StringWriter();
    PrintWriter writer = new PrintWriter(messages);
    if (javac.run(writer, writer, arguments.toArray(String[]::new)) != 0) {
      throw new IllegalArgumentException(messages.toString());
    }
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    try (var files = Files.walk(folder.resolve("out"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        bytes.put(folder.resolve("out").relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return bytes;
  }

  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
