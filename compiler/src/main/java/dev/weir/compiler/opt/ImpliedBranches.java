// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.Cfg;
import dev.weir.compiler.ir.Dominators;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Terminator.Branch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Removes branches that an earlier branch on the way decides: the same comparison again, a weaker
/// one, a second null check, a packet range that is part of a proven one.
///
/// ```text
/// b0: branch v0 == v_0, b1, b2           b0: branch v0 == v_0, b1, b2
/// b2: branch v0 != v_0, b3, b4      =>   b2: jump b3
/// b3: ...                                b3: ...
/// ```
///
/// Needs `common-subexpressions`, so that what is compared twice is one value. Guarantees that no
/// way checks a packet range inside a range it has checked from the same pointer. What the verifier
/// learned at the first branch it still knows at the second, since it is about the same value.
///
/// Each block is visited once in the dominator tree; a branch is compared with those above it.
/// Reference: Muchnick, 18.4 (conditional jumps decided by others).
final class ImpliedBranches {
  private final Cfg cfg;
  private final Definitions definitions;
  private final Map<Integer, Terminator> decided = new HashMap<>();

  /// What a branch above found, and what was found before.
  private record Facts(Branch branch, boolean taken, Optional<Facts> earlier) {}

  private record Visit(IrBlock block, Optional<Facts> facts) {}

  private ImpliedBranches(IrFunction function) {
    this.cfg = Cfg.of(function);
    this.definitions = Definitions.of(function);
  }

  static IrFunction decide(IrFunction function, PassContext context) {
    ImpliedBranches pass = new ImpliedBranches(function);
    pass.walk();
    if (pass.decided.isEmpty()) {
      return function;
    }
    List<IrBlock> blocks = new ArrayList<>();
    for (IrBlock block : function.blocks()) {
      Terminator terminator = pass.decided.getOrDefault(block.id(), block.terminator());
      blocks.add(CfgSimplification.withTerminator(block, terminator));
    }
    return Cfg.withoutUnreachable(function.with(blocks));
  }

  private void walk() {
    Dominators dominators = Dominators.of(cfg);
    Deque<Visit> work = new ArrayDeque<>();
    work.push(new Visit(cfg.entry(), Optional.empty()));
    while (!work.isEmpty()) {
      Visit visit = work.pop();
      Optional<Facts> facts = entered(visit.block, visit.facts);
      if (visit.block.terminator() instanceof Branch branch) {
        known(branch, facts)
            .ifPresent(taken ->
                decided.put(
                    visit.block.id(),
                    new Terminator.Jump(
                        taken ? branch.then() : branch.otherwise(), branch.span())));
      }
      for (IrBlock child : dominators.children(visit.block.id())) {
        work.push(new Visit(child, facts));
      }
    }
  }

  /// The facts with what the only way into the block tells.
  private Optional<Facts> entered(IrBlock block, Optional<Facts> facts) {
    List<Cfg.Edge> edges = cfg.predecessors(block.id());
    if (edges.size() == 1 && edges.getFirst().from().terminator() instanceof Branch branch) {
      return Optional.of(new Facts(branch, edges.getFirst().index() == 0, facts));
    }
    return facts;
  }

  private Optional<Boolean> known(Branch branch, Optional<Facts> start) {
    Optional<RangeCheck> range = RangeCheck.of(branch, definitions);
    Comparison wanted = Comparison.of(branch);
    Optional<Facts> facts = start;
    while (facts.isPresent()) {
      Facts fact = facts.get();
      Optional<Boolean> answer =
          Implication.of(Comparison.of(fact.branch), fact.taken, wanted, definitions);
      if (answer.isEmpty() && range.isPresent()) {
        answer = range(fact, range.get());
      }
      if (answer.isPresent()) {
        return answer;
      }
      facts = fact.earlier;
    }
    return Optional.empty();
  }

  /// A range inside one that is present is present; one around a range that is not is not.
  private Optional<Boolean> range(Facts fact, RangeCheck wanted) {
    Optional<RangeCheck> found = RangeCheck.of(fact.branch, definitions);
    if (found.isEmpty() || !found.get().isAlike(wanted)) {
      return Optional.empty();
    }
    boolean inside = fact.taken == (found.get().insideTarget() == 0);
    boolean decides =
        inside ? wanted.bytes() <= found.get().bytes() : wanted.bytes() >= found.get().bytes();
    return decides ? Optional.of(inside == (wanted.insideTarget() == 0)) : Optional.empty();
  }
}
