// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples.parity;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.JavaCompiler;
import dev.weir.dsl.Bpf;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler.CompilationTask;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;

/// A Java source, compiled by javac and then by Weir.
///
/// @param name of its class
/// @param text the whole source
public record JavaSource(String name, String text) {
  /// Compiles it; it must have no problem at all, with Weir checking every step.
  public BpfObject compile(KernelVersion target) throws IOException {
    return compile(List.copyOf(classes().values()), target);
  }

  /// Compiles class files of it, as [#compile(KernelVersion)] does.
  public BpfObject compile(List<byte[]> classes, KernelVersion target) {
    Diagnostics diagnostics = new Diagnostics();
    List<BpfObject> objects =
        JavaCompiler.compile(
            classes,
            path -> Optional.of(new SourceFile(path, text)),
            CompileOptions.defaults().withTarget(target).checked(),
            diagnostics);
    if (!diagnostics.problems().isEmpty()) {
      throw new AssertionError(TextRenderer.render(diagnostics.problems(), false));
    }
    return objects.getFirst();
  }

  /// The class files that javac makes of it, by file name.
  public Map<String, byte[]> classes() throws IOException {
    Path folder = Files.createTempDirectory("weir-parity");
    try {
      Path source = Files.writeString(folder.resolve(name + ".java"), text);
      javac(source, folder);
      Map<String, byte[]> classes = new TreeMap<>();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file :
            files.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
          classes.put(folder.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
      return classes;
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void javac(Path source, Path folder) throws IOException {
    var javac = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      CompilationTask task =
          javac.getTask(
              messages,
              files,
              null,
              List.of(
                  "-g",
                  "-d",
                  folder.toString(),
                  "-cp",
                  place(Bpf.class) + java.io.File.pathSeparator + place(NullMarked.class)),
              null,
              files.getJavaFileObjects(source));
      if (!task.call()) {
        throw new AssertionError(messages.toString());
      }
    }
  }

  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
