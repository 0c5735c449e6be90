// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.task;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/// Generates Java classes from objects.
///
/// @param basedir the project's folder; other paths are relative to it or absolute
/// @param objects what to generate from
/// @param records for objects that do not say it, by map: the structure that programs write into a
///   ring buffer
public record SkeletonTask(String basedir, List<Subject> objects, Map<String, String> records)
    implements Task<SkeletonTask.Result> {

  /// An object.
  ///
  /// @param path of the object file
  /// @param packageName of the class
  /// @param className of the class, empty to make one of the object's name
  /// @param resource absolute name of the resource that will hold the object, empty to have one
  ///   generated
  public record Subject(String path, String packageName, String className, String resource)
      implements Serializable {}

  /// The files of all objects, and what is to be said about them.
  public record Result(List<Generated> files, List<Message> messages) implements Serializable {}

  /// A file.
  ///
  /// @param source whether it is Java source, else it is a resource
  /// @param path below the folder of its kind
  public record Generated(boolean source, String path, byte[] content) implements Serializable {}

  @Override
  public Class<Result> resultType() {
    return Result.class;
  }
}
