// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.verifier.structure.Structure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The visits of loops that are going on. What a state inside a loop needs precisely is known only
/// when all paths from where the loop was entered are done; then what goes round the loop is
/// followed until nothing is added.
///
/// @kernel v6.18 kernel/bpf/verifier.c maybe_enter_scc maybe_exit_scc propagate_backedges
final class Loops {
  private static final int MAX_ROUNDS = 64;

  private final Structure structure;
  private final Precision precision;
  private final StackUse use;
  private final Map<List<Integer>, LoopVisit> visits = new HashMap<>();
  private int backEdges;

  Loops(Structure structure, Precision precision, StackUse use) {
    this.structure = structure;
    this.precision = precision;
    this.use = use;
  }

  int backEdges() {
    return backEdges;
  }

  void clear() {
    visits.clear();
    backEdges = 0;
  }

  /// Whether it is not known yet what a state needs.
  boolean incomplete(Node node) {
    LoopVisit visit = node.visit;
    return visit != null && !visit.backEdges.isEmpty();
  }

  /// A state is kept; if it is in a loop, this may be where the loop is entered.
  void enter(Node node) {
    List<Integer> chain = chain(node);
    if (chain.isEmpty()) {
      return;
    }
    LoopVisit visit = visits.computeIfAbsent(chain, _ -> new LoopVisit());
    node.visit = visit;
    if (visit.entry == null) {
      visit.entry = node;
    }
  }

  /// A state covered by one that is not done goes round the loop.
  void goesRound(Node kept, Node current) {
    LoopVisit visit = kept.visit;
    if (visit == null) {
      return; // a callback's, which kernels before 7.0 do not take for a loop
    }
    Node round = current.copy();
    round.equal = kept;
    visit.backEdges.add(round);
    backEdges++;
  }

  /// All paths from a state are done; if it entered a loop, the loop is done.
  @SuppressWarnings("ReferenceEquality") // the entry is that very state
  void leave(Node node) {
    LoopVisit visit = node.visit;
    if (visit == null || visit.entry != node) {
      return;
    }
    visit.entry = null;
    List<Node> rounds = visit.backEdges;
    backEdges -= rounds.size();
    settle(rounds);
    visit.backEdges = new ArrayList<>();
  }

  private void settle(List<Node> rounds) {
    boolean news = !rounds.isEmpty();
    for (int i = 0; news; i++) {
      if (i > MAX_ROUNDS) {
        rounds.forEach(precision::everything);
        rounds.forEach(use::readEverything);
        return;
      }
      news = false;
      for (Node round : rounds) {
        Node kept = round.equal;
        if (kept == null) {
          continue;
        }
        news |= use.follow(kept, round);
        news |= precision.markAll(kept, round);
      }
    }
  }

  /// The calls that lead to the outermost frame in a loop, and the loop; empty for none.
  private List<Integer> chain(Node node) {
    List<Integer> chain = new ArrayList<>(4);
    for (int frame = 0; frame < node.state.frames().size(); frame++) {
      int slot = node.slot(frame);
      int loop = structure.loop(slot);
      if (loop != 0) {
        chain.add(-loop);
        return chain;
      }
      chain.add(slot);
    }
    return List.of();
  }
}
