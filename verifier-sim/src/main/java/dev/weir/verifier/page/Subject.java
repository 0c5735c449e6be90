// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.page;

import dev.weir.verifier.Verdict;
import java.util.List;
import java.util.Map;

/// A program on a page.
///
/// @param verdict the verdict, with the program's image
/// @param states what is known before each instruction, one text a path; may be empty
public record Subject(Verdict verdict, Map<Integer, List<String>> states) {
  /// Copies the map.
  public Subject {
    states = Map.copyOf(states);
  }
}
