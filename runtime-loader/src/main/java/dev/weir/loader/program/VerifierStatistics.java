// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.program;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What verifying a program cost.
///
/// @param processedInsns instructions followed, over all paths; the limit is 1,000,000
/// @param totalStates states kept for comparison
/// @param peakStates most states kept at a time
/// @param stackBytes stack of each function, the program's own first
/// @param timeMicros duration of the verification
public record VerifierStatistics(
    int processedInsns, int totalStates, int peakStates, List<Integer> stackBytes, int timeMicros) {
  private static final Pattern PROCESSED =
      Pattern.compile("(?m)^processed (\\d+) insns .*total_states (\\d+) peak_states (\\d+)");
  private static final Pattern STACK = Pattern.compile("(?m)^stack depth ([\\d+]+)");
  private static final Pattern TIME = Pattern.compile("(?m)^verification time (\\d+) usec");

  /// Copies the list.
  public VerifierStatistics {
    stackBytes = List.copyOf(stackBytes);
  }

  /// The statistics in a log of level 4; empty when it has none.
  public static Optional<VerifierStatistics> parse(String log) {
    Matcher processed = PROCESSED.matcher(log);
    if (!processed.find()) {
      return Optional.empty();
    }
    Matcher stack = STACK.matcher(log);
    Matcher time = TIME.matcher(log);
    List<Integer> depths =
        stack.find()
            ? Stream.of(stack.group(1).split("\\+", -1)).map(Integer::valueOf).toList()
            : List.of();
    return Optional.of(
        new VerifierStatistics(
            Integer.parseInt(processed.group(1)),
            Integer.parseInt(processed.group(2)),
            Integer.parseInt(processed.group(3)),
            depths,
            time.find() ? Integer.parseInt(time.group(1)) : 0));
  }
}
