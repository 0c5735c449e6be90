// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.task;

import java.io.Serializable;
import java.util.List;

/// Asks the model of the kernel's verifier about objects.
///
/// @param basedir the project's folder; other paths are relative to it or absolute
/// @param objects what to judge
/// @param kernels versions such as `6.12`; empty for all that are modelled from an object's target
///   on
/// @param threads how many objects are judged at a time
public record VerifyTask(String basedir, List<Subject> objects, List<String> kernels, int threads)
    implements Task<VerifyTask.Result> {

  /// An object.
  ///
  /// @param path of the object file
  /// @param target oldest kernel it is for
  /// @param sources what it was compiled from, for excerpts in reports
  public record Subject(String path, String target, List<String> sources) implements Serializable {}

  /// The verdicts on all objects, in their order.
  public record Result(List<Judged> objects) implements Serializable {}

  /// The verdicts on an object.
  ///
  /// @param path of the object file
  /// @param rejected programs that a kernel would refuse, told once each
  /// @param unjudged programs that the model has no verdict on
  /// @param programs how many there are
  /// @param kernels which were asked about
  public record Judged(
      String path,
      List<Message> rejected,
      List<Message> unjudged,
      int programs,
      List<String> kernels)
      implements Serializable {}

  @Override
  public Class<Result> resultType() {
    return Result.class;
  }
}
