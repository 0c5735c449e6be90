// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Severity;
import java.util.List;
import java.util.Optional;

/// The catalogue of what a skeleton's generator reports: one row per code `W7xxx`.
///
/// Codes are never reused.
public enum SkeletonProblem {
  /// Package, class or resource name that Java does not take.
  BAD_NAME(
      "W7001",
      "a name for the skeleton is no Java name",
      """
      A package is words joined by dots, a class one word; a word starts with a letter, goes on with
      letters and digits, and is no keyword. A resource starts with a slash.\
      """),
  /// A record type that cannot be.
  BAD_RECORD(
      "W7002",
      "the type of a ring buffer's records cannot be used",
      """
      The map must be a ring buffer of the object, and the type a structure or union that the object's
      type information has. clang leaves out a structure that nothing refers to: declare a variable of
      its type, or tag it, as docs/skeletons.md shows.\
      """),
  /// Renamed (warning).
  RENAMED(
      "W7003",
      "a name of the object is another one in Java",
      """
      Two things of the object would have had the same Java name, or Java keeps the name for itself.
      Programs keep theirs first, then maps, then variables; the others get a suffix. The same object
      gives the same names.\
      """),
  /// Bytes instead of a type (warning).
  UNTYPED(
      "W7004",
      "a part of the object is given as bytes",
      """
      The object has no type for it, or one that Java has no form for: a structure with more than 250
      fields, or a key whose type and size differ.\
      """),
  /// The writer refuses it.
  CANNOT_EMBED(
      "W7005",
      "the object cannot be put beside its class",
      """
      The object refers to something that it does not declare, so that writing it again would lose a
      part. Say where its file will be among the resources (`--resource`), and put it there.\
      """);

  private final String code;
  private final String title;
  private final String explanation;

  SkeletonProblem(String code, String title, String explanation) {
    this.code = code;
    this.title = title;
    this.explanation = explanation;
  }

  /// The code, such as `W7001`.
  public String code() {
    return code;
  }

  /// What it is, in lower case.
  public String title() {
    return title;
  }

  /// Causes and cures, several lines.
  public String explanation() {
    return explanation;
  }

  /// An error of this kind.
  Problem error(String message) {
    return Problem.error(code, message);
  }

  /// A warning of this kind.
  Problem warning(String message) {
    return new Problem(Severity.WARNING, code, message, Optional.empty(), List.of(), List.of());
  }
}
