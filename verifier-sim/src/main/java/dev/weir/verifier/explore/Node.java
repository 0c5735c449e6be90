// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.verifier.state.State;
import org.jspecify.annotations.Nullable;

/// A state with the way that led to it: the current one, one to be explored later, or one kept for
/// comparison.
///
/// @kernel v6.12 include/linux/bpf_verifier.h struct bpf_verifier_state
final class Node {
  /// The state itself.
  final State state;

  /// The last state kept on the way; null for none.
  @Nullable Node parent;

  /// The instruction that the state is before.
  int slot;

  /// The first instruction after the parent.
  int firstSlot;

  /// The instruction executed before `slot`; -1 at the start of a function.
  int lastSlot;

  /// What is remembered of the way since the parent.
  @Nullable History history;

  /// Paths from here that are not explored to their ends.
  int branches = 1;

  /// How many kept states came before.
  int depth;

  /// How often states were found equal to this.
  int hits;

  /// How often states were not.
  int misses;

  /// Whether it was taken off its list although paths lead from it.
  boolean evicted;

  /// Whether values that nothing reads are gone.
  boolean cleaned;

  /// The visit of the loop that this state is in.
  @Nullable LoopVisit visit;

  /// For a state that goes round a loop, the kept state it equals.
  @Nullable Node equal;

  Node(State state) {
    this.state = state;
  }

  /// A copy of the way and of the state.
  Node copy() {
    Node copy = new Node(state.copy());
    copy.parent = parent;
    copy.slot = slot;
    copy.firstSlot = firstSlot;
    copy.lastSlot = lastSlot;
    copy.history = history;
    copy.depth = depth;
    return copy;
  }

  /// The instruction a frame is at: the call it made, or for the last frame `slot`.
  int slot(int frame) {
    return frame == state.frames().size() - 1 ? slot : state.frame(frame + 1).callSite();
  }

  /// Whether the frames of another state were entered by the same calls.
  boolean sameCalls(Node other) {
    return sameCalls(state, other.state);
  }

  /// Whether the frames of two states were entered by the same calls.
  static boolean sameCalls(State state, State other) {
    int frames = state.frames().size();
    if (other.frames().size() != frames) {
      return false;
    }
    for (int i = frames - 1; i > 0; i--) {
      if (state.frame(i).callSite() != other.frame(i).callSite()) {
        return false;
      }
    }
    return true;
  }
}
