// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import java.util.List;
import java.util.Optional;

/// The passes in the order they run, and why in this order.
public final class Passes {
  /// Runs once, before the others.
  public static final Pass INLINING = new Pass("inlining", true, Inlining::inline);

  /// Runs in this order, again and again until a function stays the same.
  public static final List<Pass> REPEATED =
      List.of(
          new Pass("constant-folding", false, ConstantFolding::fold),
          new Pass("copy-propagation", false, CopyPropagation::propagate),
          new Pass("cfg-simplification", false, CfgSimplification::simplify),
          new Pass("common-subexpressions", false, CommonSubexpressions::eliminate),
          new Pass("dead-code", false, DeadCode::remove));

  /// Reasons for the order.
  public static final List<Before> CONSTRAINTS =
      List.of(
          new Before(
              "inlining", "constant-folding", "arguments of a call fold in the copied function"),
          new Before(
              "constant-folding",
              "cfg-simplification",
              "threading needs conditions in branches, and decided branches leave blocks to merge"),
          new Before(
              "constant-folding",
              "common-subexpressions",
              "equal operations are found when constants stand on the right"),
          new Before(
              "copy-propagation",
              "common-subexpressions",
              "operands that are copies hide equal operations"),
          new Before(
              "common-subexpressions", "dead-code", "what became unused is removed at the end"));

  private Passes() {}

  /// All passes in the order they run first.
  public static List<Pass> all() {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(INLINING), REPEATED.stream())
        .toList();
  }

  /// The pass of a name.
  public static Optional<Pass> named(String name) {
    return all().stream().filter(pass -> pass.name().equals(name)).findFirst();
  }

  /// That one pass runs before another in each round.
  ///
  /// @param first name of the earlier pass
  /// @param second name of the later pass
  /// @param why what breaks or is missed otherwise
  public record Before(String first, String second, String why) {}
}
