// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.Span;
import dev.weir.dsl.Bpf;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// A Java source as commands get it: javac compiles it into a folder that is gone afterwards.
final class JavaSource {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");

  private JavaSource() {}

  /// Whether a path names a Java source.
  static boolean isInput(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".java");
  }

  /// The folder that the packages of a source start at: its own unless it lies in folders named
  /// like its package.
  static Path root(Path source) {
    Path folder = source.toAbsolutePath().getParent();
    Matcher declared = PACKAGE.matcher(InputFile.text(source, InputFile.bytes(source)));
    if (folder == null || !declared.find()) {
      return folder == null ? source : folder;
    }
    Path packages = Path.of(declared.group(1).replace('.', '/'));
    Path root = folder;
    for (int i = packages.getNameCount(); folder.endsWith(packages) && i > 0; i--) {
      root = root == null ? null : root.getParent();
    }
    return root == null ? folder : root;
  }

  /// Compiles a source, and what it uses of the source folders, and gives the folder with the class
  /// files to `use`.
  ///
  /// @throws Failure when javac rejects it
  static <T> T compiled(Path source, List<Path> sourceRoots, Function<Path, T> use) {
    String text = InputFile.text(source, InputFile.bytes(source));
    try {
      Path folder = Files.createTempDirectory("weir-classes");
      try {
        javac(source, new SourceFile(source.toString(), text), sourceRoots, folder);
        return use.apply(folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw Failure.unable(
          ToolProblem.UNWRITABLE.error("cannot write classes: " + InputFile.reason(e)));
    }
  }

  private static void javac(Path source, SourceFile text, List<Path> sourceRoots, Path folder)
      throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    if (javac == null) {
      throw Failure.unable(
          ToolProblem.JAVAC
              .error("this Java has no javac")
              .help("use a JDK, or compile the source elsewhere and give the class file"));
    }
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = javac.getStandardFileManager(found, null, null)) {
      // On the class path sources are found as well, and a module descriptor among them is not.
      List<Path> path = new ArrayList<>(libraries());
      path.addAll(sourceRoots);
      List<String> options =
          List.of(
              "-g", "-proc:none", "-implicit:class", "-d", folder.toString(), "-cp", joined(path));
      boolean done =
          javac
              .getTask(
                  new StringWriter(), files, found, options, null, files.getJavaFileObjects(source))
              .call();
      if (!done) {
        throw Failure.rejected(
            found.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> problem(each, text))
                .toList());
      }
    }
  }

  private static Problem problem(Diagnostic<? extends JavaFileObject> found, SourceFile text) {
    List<String> lines = found.getMessage(Locale.ROOT).lines().map(String::strip).toList();
    boolean here =
        found.getSource() != null
            && Path.of(found.getSource().getName()).endsWith(Path.of(text.name()).getFileName())
            && found.getPosition() != Diagnostic.NOPOS;
    Problem problem =
        here
            ? Problem.error(
                ToolProblem.JAVAC.code(),
                lines.getFirst(),
                new Span(text, (int) found.getStartPosition(), (int) found.getEndPosition()),
                "")
            : ToolProblem.JAVAC.error(lines.getFirst());
    for (String more : lines.subList(1, lines.size())) {
      problem = problem.note(more);
    }
    return problem;
  }

  private static String joined(List<Path> paths) {
    return String.join(File.pathSeparator, paths.stream().map(Path::toString).toList());
  }

  /// Where the libraries are that programs are written with: jars or folders.
  private static List<Path> libraries() {
    return Stream.of(Bpf.class, Nullable.class).map(JavaSource::place).toList();
  }

  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
