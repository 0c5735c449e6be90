// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which spilled values share a slot of the frame, and which are stored once where they are
/// defined.
///
/// Values whose lives do not meet share. A value that would be stored on several paths or in a loop
/// is stored at its definition instead, after which its slot is always right.
///
/// @param slots slot index of each spilled value
/// @param names for each slot the variables that share it
/// @param storedAtDefinition values to store right after their definition
record SpillPlan(Map<VReg, Integer> slots, List<List<String>> names, Set<VReg> storedAtDefinition) {

  private static final int NONE = -1;

  /// Plans the slots.
  ///
  /// @param lives whole live ranges of the spilled values, before any split
  /// @param partners values that a slot in common would save moves
  /// @param storeWeights how often each value would be stored where it leaves its register
  /// @param definitionWeights how often each is defined
  static SpillPlan of(
      Map<VReg, List<LiveInterval.Range>> lives,
      Map<VReg, List<VReg>> partners,
      Map<VReg, Integer> storeWeights,
      Map<VReg, Integer> definitionWeights) {
    Map<VReg, Integer> slots = new HashMap<>();
    List<List<VReg>> members = new ArrayList<>();
    List<VReg> order = new ArrayList<>(lives.keySet());
    order.sort(
        Comparator.<VReg>comparingInt(v -> Lookup.in(lives, v).getFirst().from())
            .thenComparingInt(VReg::id));
    for (VReg value : order) {
      int slot = NONE;
      for (VReg partner : partners.getOrDefault(value, List.of())) {
        int shared = slots.getOrDefault(partner, NONE);
        if (slot == NONE && shared != NONE && !meets(value, members.get(shared), lives)) {
          slot = shared;
        }
      }
      for (int i = 0; slot == NONE && i < members.size(); i++) {
        slot = meets(value, members.get(i), lives) ? NONE : i;
      }
      if (slot == NONE) {
        slot = members.size();
        members.add(new ArrayList<>());
      }
      members.get(slot).add(value);
      slots.put(value, slot);
    }
    Set<VReg> atDefinition = new HashSet<>();
    storeWeights.forEach((value, weight) -> {
      if (slots.containsKey(value) && definitionWeights.getOrDefault(value, 1) <= weight) {
        atDefinition.add(value);
      }
    });
    return new SpillPlan(slots, members.stream().map(SpillPlan::variables).toList(), atDefinition);
  }

  private static boolean meets(
      VReg value, List<VReg> members, Map<VReg, List<LiveInterval.Range>> lives) {
    return members.stream()
        .anyMatch(other ->
            LiveInterval.firstIntersection(Lookup.in(lives, value), Lookup.in(lives, other))
                != LiveInterval.NEVER);
  }

  private static List<String> variables(List<VReg> values) {
    Set<String> names = new LinkedHashSet<>();
    values.forEach(value -> names.add(value.name().isEmpty() ? "(temporary)" : value.name()));
    return List.copyOf(names);
  }
}
