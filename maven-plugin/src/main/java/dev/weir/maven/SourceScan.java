// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven;

import dev.weir.maven.task.CompileTask.Source;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoExecutionException;
import org.codehaus.plexus.util.DirectoryScanner;

/// Finds the sources of a module.
final class SourceScan {
  private SourceScan() {}

  /// The sources below some folders, in the order of their paths. A source's object has its path
  /// below the folder.
  static List<Source> sources(
      Path basedir, List<File> folders, List<String> includes, List<String> excludes)
      throws MojoExecutionException {
    Map<String, Source> byObject = new LinkedHashMap<>();
    for (File folder : folders) {
      for (String name : names(folder, includes, excludes)) {
        add(byObject, basedir, folder, name);
      }
    }
    return List.copyOf(byObject.values());
  }

  /// The class files below a folder that name the annotation `@Bpf`, after other sources. Whether
  /// they bear it is seen by who compiles them.
  static List<Source> withClasses(List<Source> sources, Path basedir, File classes)
      throws MojoExecutionException {
    Map<String, Source> byObject = new LinkedHashMap<>();
    sources.forEach(source -> byObject.put(source.object(), source));
    for (String name : names(classes, List.of("**/*" + Source.CLASS), List.of())) {
      if (isMarked(classes.toPath().resolve(name))) {
        add(byObject, basedir, classes, name);
      }
    }
    return List.copyOf(byObject.values());
  }

  private static void add(Map<String, Source> byObject, Path basedir, File folder, String name)
      throws MojoExecutionException {
    String object = name.substring(0, name.lastIndexOf('.')) + ".o";
    Source source = new Source(relative(basedir, folder.toPath().resolve(name)), object);
    Source other = byObject.put(object, source);
    if (other != null) {
      throw new MojoExecutionException(
          other.path() + " and " + source.path() + " would both become " + object);
    }
  }

  private static boolean isMarked(Path file) throws MojoExecutionException {
    try {
      String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return bytes.contains("Ldev/weir/dsl/Bpf;");
    } catch (IOException e) {
      throw new MojoExecutionException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static List<String> names(File folder, List<String> includes, List<String> excludes) {
    if (!folder.isDirectory()) {
      return List.of();
    }
    DirectoryScanner scanner = new DirectoryScanner();
    scanner.setBasedir(folder);
    scanner.setIncludes(includes.toArray(String[]::new));
    scanner.setExcludes(excludes.toArray(String[]::new));
    scanner.addDefaultExcludes();
    scanner.scan();
    return Stream.of(scanner.getIncludedFiles())
        .map(name -> name.replace('\\', '/'))
        .sorted()
        .toList();
  }

  /// A path relative to the project's folder where it lies within, with `/`.
  static String relative(Path basedir, Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path named = absolute.startsWith(basedir) ? basedir.relativize(absolute) : absolute;
    return named.toString().replace('\\', '/');
  }

  /// The object files below a folder.
  static List<Path> objects(Path folder) throws MojoExecutionException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".o")).sorted().toList();
    } catch (IOException e) {
      throw new MojoExecutionException("cannot read " + folder + ": " + e.getMessage(), e);
    }
  }
}
