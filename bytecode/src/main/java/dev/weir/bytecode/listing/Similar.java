// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Near-miss names for help lines.
final class Similar {
  private Similar() {}

  /// The names within a third of a name's length in edits, the nearest first; none for names of one
  /// or two letters.
  static List<String> to(String name, Collection<String> names) {
    int limit = name.length() < 3 ? 0 : Math.max(1, name.length() / 3);
    return names.stream()
        .filter(other -> distance(name, other) <= limit)
        .sorted(
            Comparator.<String>comparingInt(other -> distance(name, other)).thenComparing(o -> o))
        .toList();
  }

  /// The number of single-character edits between two names.
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
