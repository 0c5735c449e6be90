// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.JavaCompiler;
import dev.weir.compiler.java.ClassSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Java programs as commands get them: a source, a class file, a folder of classes, a jar.
final class JavaClasses {
  private static final String CLASS = ".class";

  private JavaClasses() {}

  /// Whether a path names a Java program: a source, a class file, a jar, or a folder that has class
  /// files.
  static boolean isInput(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return Files.isDirectory(path)
        ? hasClasses(path)
        : JavaSource.isInput(path) || name.endsWith(CLASS) || name.endsWith(".jar");
  }

  private static boolean hasClasses(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(CLASS));
    } catch (IOException | java.io.UncheckedIOException _) {
      return false;
    }
  }

  /// Compiles the one module among the classes.
  ///
  /// @throws Failure when the classes are unreadable or rejected, or have several modules
  static Unit compile(Path path, CompileOptions options) {
    List<Path> folders = sourceFolders(path, options);
    return JavaSource.isInput(path)
        ? JavaSource.compiled(path, folders, classes -> compile(classes, folders, options))
        : compile(path, folders, options);
  }

  private static Unit compile(Path path, List<Path> folders, CompileOptions options) {
    Diagnostics diagnostics = new Diagnostics();
    List<BpfObject> objects =
        JavaCompiler.compile(read(path), ClassSources.folders(folders), options, diagnostics);
    if (diagnostics.hasErrors()) {
      throw Failure.rejected(diagnostics.problems());
    }
    if (objects.size() != 1) {
      throw Failure.unable(
          ToolProblem.USAGE
              .error("`" + path + "` has " + objects.size() + " classes marked `@Bpf`")
              .help("name the class file of one of them"));
    }
    return new Unit(objects.getFirst(), List.of(), diagnostics.problems());
  }

  private static List<Path> sourceFolders(Path path, CompileOptions options) {
    List<Path> folders = new ArrayList<>(options.sourceRoots());
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    if (folder != null) {
      folders.add(JavaSource.isInput(path) ? JavaSource.root(path) : folder);
    }
    return folders;
  }

  private static List<byte[]> read(Path path) {
    try {
      if (Files.isDirectory(path)) {
        return readAll(path, Integer.MAX_VALUE, CLASS, "");
      }
      if (path.toString().toLowerCase(Locale.ROOT).endsWith(".jar")) {
        return readJar(path);
      }
      List<byte[]> classes = new ArrayList<>(List.of(InputFile.bytes(path)));
      Path folder = path.toAbsolutePath().getParent();
      String name = path.getFileName().toString();
      String nested = name.substring(0, name.length() - CLASS.length()) + "$";
      if (folder != null) {
        classes.addAll(readAll(folder, 1, CLASS, nested));
      }
      return classes;
    } catch (IOException e) {
      throw Failure.unable(
          ToolProblem.USAGE
              .error("cannot read `" + path + "`: " + e.getMessage())
              .help("give a class file, a folder of classes, or a jar"));
    }
  }

  private static List<byte[]> readAll(Path folder, int depth, String ending, String start)
      throws IOException {
    List<byte[]> classes = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder, depth)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = file.getFileName().toString();
        boolean wanted = name.endsWith(ending) && name.startsWith(start);
        if (wanted && !name.equals("module-info.class")) {
          classes.add(Files.readAllBytes(file));
        }
      }
    }
    return classes;
  }

  private static List<byte[]> readJar(Path path) throws IOException {
    List<byte[]> classes = new ArrayList<>();
    try (ZipFile jar = new ZipFile(path.toFile())) {
      for (ZipEntry entry : jar.stream().toList()) {
        String name = entry.getName();
        boolean other = name.startsWith("META-INF/") || name.endsWith("module-info.class");
        if (name.endsWith(CLASS) && !other) {
          try (var in = jar.getInputStream(entry)) {
            classes.add(in.readAllBytes());
          }
        }
      }
    }
    return classes;
  }
}
