// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier;

import dev.weir.verifier.explore.PathStep;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.State;
import java.util.List;
import java.util.Optional;

/// Why a program is rejected.
///
/// @param rule the broken rule
/// @param message what is wrong, lower case
/// @param evidence facts that made it so
/// @param slot the instruction
/// @param path the turns of the path that led there, oldest first; empty where no path did, as for
///   the code's shape
/// @param way the slots of all instructions on that path, oldest first, ending with `slot`
/// @param state what is known before the instruction, as far as it has not changed it; empty where
///   no path led there
public record Finding(
    Rule rule,
    String message,
    List<String> evidence,
    int slot,
    List<PathStep> path,
    List<Integer> way,
    Optional<State> state) {
  /// Copies the lists.
  public Finding {
    evidence = List.copyOf(evidence);
    path = List.copyOf(path);
    way = List.copyOf(way);
  }
}
