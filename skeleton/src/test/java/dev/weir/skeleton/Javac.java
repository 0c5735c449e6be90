// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Compiles generated sources with every warning an error.
final class Javac {
  private Javac() {}

  /// The messages of the compiler; empty when it has nothing to say.
  static String compile(List<GeneratedFile> files, Path classes) {
    DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(messages, null, UTF_8)) {
      for (GeneratedFile file : files) {
        if (file.kind() == GeneratedFile.Kind.RESOURCE) {
          Path target = classes.resolve(file.path());
          Files.createDirectories(target.getParent());
          Files.write(target, file.content());
        }
      }
      List<SimpleJavaFileObject> sources =
          files.stream()
              .filter(f -> f.kind() == GeneratedFile.Kind.SOURCE)
              .<SimpleJavaFileObject>map(Source::new)
              .toList();
      compiler
          .getTask(
              null,
              manager,
              messages,
              List.of("-Xlint:all", "-Werror", "-proc:none", "-d", classes.toString()),
              null,
              sources)
          .call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return messages.getDiagnostics().stream()
        .map(Object::toString)
        .collect(Collectors.joining("\n"));
  }

  /// A loader of what was compiled.
  static URLClassLoader loader(Path classes) throws IOException {
    return new URLClassLoader(new URL[] {classes.toUri().toURL()}, Javac.class.getClassLoader());
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(GeneratedFile file) {
      super(URI.create("string:///" + file.path()), Kind.SOURCE);
      this.text = new String(file.content(), UTF_8);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
