// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.task;

import java.io.Serializable;
import java.util.List;

/// Compiles sources of the text language, listings, and classes marked `@Bpf`.
///
/// @param basedir the project's folder; other paths are relative to it or absolute
/// @param roots folders in which imported modules are looked for
/// @param classPath where classes are that marked ones use: folders and jars
/// @param javaRoots folders with the sources of classes
/// @param sources what to compile
/// @param outputDirectory where objects go
/// @param target oldest kernel
/// @param sectionStyle `libbpf` or `classifier`
/// @param threads how many sources are compiled at a time
public record CompileTask(
    String basedir,
    List<String> roots,
    List<String> classPath,
    List<String> javaRoots,
    List<Source> sources,
    String outputDirectory,
    String target,
    String sectionStyle,
    int threads)
    implements Task<CompileTask.Result> {

  /// A source and its object.
  ///
  /// @param path of the source, or of the class file
  /// @param object below the output folder
  public record Source(String path, String object) implements Serializable {
    /// The ending of class files.
    public static final String CLASS = ".class";

    /// Whether a path is that of a class file.
    public static boolean isClass(String path) {
      return path.endsWith(CLASS);
    }
  }

  /// What came of the sources, in their order.
  public record Result(List<Compiled> units) implements Serializable {}

  /// This for some of the sources.
  public CompileTask only(List<Source> some) {
    return new CompileTask(
        basedir, roots, classPath, javaRoots, some, outputDirectory, target, sectionStyle, threads);
  }

  @Override
  public Class<Result> resultType() {
    return Result.class;
  }
}
