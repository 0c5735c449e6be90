// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/// What an exploration cost.
///
/// @param instructions processed, on all paths
/// @param totalStates states kept in all
/// @param peakStates most states kept at once
/// @param bySlot how often each instruction was processed
public record Counts(int instructions, int totalStates, int peakStates, int[] bySlot) {
  /// Instructions processed, grouped by what `group` says of their slots; 0 is no group.
  public Map<Integer, Integer> grouped(IntUnaryOperator group) {
    Map<Integer, Integer> sums = new TreeMap<>();
    for (int slot = 0; slot < bySlot.length; slot++) {
      if (bySlot[slot] > 0) {
        sums.merge(group.applyAsInt(slot), bySlot[slot], Integer::sum);
      }
    }
    return sums;
  }
}
