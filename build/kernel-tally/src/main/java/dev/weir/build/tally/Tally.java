// SPDX-License-Identifier: Apache-2.0
package dev.weir.build.tally;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// How many tests ran, and how many were skipped for which reason. The text form is one line `ran
/// N` and one line `skipped N REASON` a reason.
final class Tally {

  private int ran;
  private final Map<String, Integer> skipped = new TreeMap<>();

  synchronized void ran() {
    ran++;
  }

  synchronized void skipped(String reason) {
    skipped.merge(oneLine(reason), 1, Integer::sum);
  }

  synchronized boolean isEmpty() {
    return ran == 0 && skipped.isEmpty();
  }

  /// One line for people: `NAME: 41 ran, 3 skipped (2: not root; 1: no clang)`.
  synchronized String describe(String name) {
    int total = skipped.values().stream().mapToInt(Integer::intValue).sum();
    String reasons =
        skipped.entrySet().stream()
            .map(entry -> entry.getValue() + ": " + entry.getKey())
            .collect(Collectors.joining("; ", " (", ")"));
    return name + ": " + ran + " ran, " + total + " skipped" + (total == 0 ? "" : reasons);
  }

  synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("ran " + ran);
    skipped.forEach((reason, count) -> lines.add("skipped " + count + " " + reason));
    return lines;
  }

  /// Adds what `lines` of another tally say.
  synchronized void add(List<String> lines) {
    for (String line : lines) {
      String[] words = line.split(" ", 3);
      int count = Integer.parseInt(words[1]);
      if (words[0].equals("ran")) {
        ran += count;
      } else {
        skipped.merge(words[2], count, Integer::sum);
      }
    }
  }

  private static String oneLine(String reason) {
    String flat = reason.strip().replaceAll("\\s+", " ").replaceFirst("^Assumption failed: ", "");
    return flat.isEmpty() ? "no reason given" : flat;
  }
}
