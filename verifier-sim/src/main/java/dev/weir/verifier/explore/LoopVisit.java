// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One visit of a loop, by one chain of calls: the state that entered it, and the states that went
/// round it. Until the loop is left for good, what its states need precisely is not known.
///
/// @kernel v6.18 include/linux/bpf_verifier.h struct bpf_scc_visit
final class LoopVisit {
  /// The first state kept in the loop; null while nobody is in it.
  @Nullable Node entry;

  /// States that were found equal to one that was not done.
  List<Node> backEdges = new ArrayList<>();
}
