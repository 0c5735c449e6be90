// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Names close to one that does not exist.
final class Names {
  private Names() {}

  /// The problem with a hint at the closest of the known names, if one is close.
  ///
  /// @param lead what the hint starts with, such as `a map with a similar name exists`
  static Problem suggest(Problem problem, String name, Collection<String> known, String lead) {
    return closest(name, known)
        .map(near -> problem.help(lead + ": `" + near + "`"))
        .orElse(problem);
  }

  /// The known name with the fewest differences, if those are few for the length.
  static Optional<String> closest(String name, Collection<String> known) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    int limit = Math.max(1, name.length() / 3);
    return known.stream()
        .filter(other -> distance(name, other) <= limit)
        .min(
            Comparator.comparingInt((String other) -> distance(name, other)).thenComparing(n -> n));
  }

  /// Insertions, deletions, replacements and swaps of neighbours that make one name of the other;
  /// case does not count.
  private static int distance(String one, String two) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = two.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + same, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
