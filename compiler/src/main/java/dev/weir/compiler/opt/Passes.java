// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import java.util.List;
import java.util.Optional;

/// The passes in the order they run, and why in this order.
public final class Passes {
  /// Runs once, before the others.
  public static final Pass INLINING = new Pass("inlining", true, Inlining::inline);

  /// Run in this order, again and again until a function stays the same.
  public static final List<Pass> REPEATED =
      List.of(
          new Pass("constant-folding", false, ConstantFolding::fold),
          new Pass("strength-reduction", false, StrengthReduction::reduce),
          new Pass("address-folding", false, AddressFolding::fold),
          new Pass("copy-propagation", false, CopyPropagation::propagate),
          new Pass("cfg-simplification", false, CfgSimplification::simplify),
          new Pass("common-subexpressions", false, CommonSubexpressions::eliminate),
          new Pass("implied-branches", false, ImpliedBranches::decide),
          new Pass("bounds-checks", false, BoundsChecks::merge),
          new Pass("narrow-loads", false, NarrowLoads::narrow),
          new Pass("narrow-stores", false, NarrowStores::narrow),
          new Pass("dead-stores", false, DeadStores::remove),
          new Pass("store-merging", false, StoreMerging::merge),
          new Pass("dead-code", false, DeadCode::remove));

  /// Reasons for the order.
  public static final List<Before> CONSTRAINTS =
      List.of(
          new Before(
              "inlining", "constant-folding", "arguments of a call fold in the copied function"),
          new Before(
              "constant-folding", "strength-reduction", "it looks for constants on the right"),
          new Before(
              "constant-folding",
              "address-folding",
              "chains of constant additions must be one addition"),
          new Before(
              "constant-folding",
              "cfg-simplification",
              "threading needs conditions in branches, and decided branches leave blocks to merge"),
          new Before(
              "address-folding",
              "common-subexpressions",
              "loads of one place are equal when they have one base and one offset"),
          new Before(
              "copy-propagation",
              "common-subexpressions",
              "operands that are copies hide equal operations"),
          new Before(
              "common-subexpressions",
              "implied-branches",
              "what is compared twice must be one value"),
          new Before(
              "common-subexpressions",
              "narrow-loads",
              "a wide load that serves two uses is better than two narrow ones"),
          new Before(
              "cfg-simplification",
              "bounds-checks",
              "checks that fail alike must lead to one block"),
          new Before(
              "implied-branches",
              "bounds-checks",
              "a check inside a proven range needs no merging"),
          new Before("address-folding", "dead-stores", "accesses must name slot and offset"),
          new Before(
              "common-subexpressions",
              "dead-stores",
              "a stored value that replaces loads leaves a store without readers"),
          new Before(
              "common-subexpressions",
              "narrow-stores",
              "a stored value replaces a load only while the verifier sees its width"),
          new Before(
              "common-subexpressions",
              "store-merging",
              "a load finds the store of its own width, not one of several fields"),
          new Before(
              "dead-stores",
              "store-merging",
              "a store that is overwritten would keep its neighbours apart"),
          new Before(
              "store-merging", "dead-code", "constants and addresses it replaced go at the end"),
          new Before("dead-stores", "dead-code", "what was stored may be unused then"),
          new Before("narrow-loads", "dead-code", "the masks it made useless go at the end"));

  private Passes() {}

  /// All passes in the order they run first.
  public static List<Pass> all() {
    return java.util.stream.Stream.concat(java.util.stream.Stream.of(INLINING), REPEATED.stream())
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
