// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.task;

import java.io.Serializable;
import java.util.List;

/// Compiles sources of the text language, and listings.
///
/// @param basedir the project's folder; other paths are relative to it or absolute
/// @param roots folders in which imported modules are looked for
/// @param sources what to compile
/// @param outputDirectory where objects go
/// @param target oldest kernel
/// @param sectionStyle `libbpf` or `classifier`
/// @param threads how many sources are compiled at a time
public record CompileTask(
    String basedir,
    List<String> roots,
    List<Source> sources,
    String outputDirectory,
    String target,
    String sectionStyle,
    int threads)
    implements Task<CompileTask.Result> {

  /// A source and its object.
  ///
  /// @param path of the source
  /// @param object below the output folder
  public record Source(String path, String object) implements Serializable {}

  /// What came of the sources, in their order.
  public record Result(List<Compiled> units) implements Serializable {}

  /// This for some of the sources.
  public CompileTask only(List<Source> some) {
    return new CompileTask(basedir, roots, some, outputDirectory, target, sectionStyle, threads);
  }

  @Override
  public Class<Result> resultType() {
    return Result.class;
  }
}
