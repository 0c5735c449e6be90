// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is assumed at heads of loops while a function is lowered, kept over attempts.
///
/// The first attempt assumes what holds on the way into a loop; each way back that contradicts
/// weakens the assumption. Ranges that keep growing go to all values of their width, so attempts
/// end.
final class Assumptions {
  /// How often an operand may grow by as much as a loop changes it.
  private static final int JOINS = 2;

  private final Map<String, List<Operand>> operands = new HashMap<>();
  private final Map<String, Map<Class<?>, FlowState>> flows = new HashMap<>();
  private final Map<String, int[]> growths = new HashMap<>();
  private final Set<String> late = new HashSet<>();

  /// Thrown to lower the function again with weaker assumptions.
  static final class Weakened extends RuntimeException {
    private static final long serialVersionUID = 1;

    Weakened() {
      super(null, null, false, false);
    }
  }

  boolean isLate(String id) {
    return late.contains(id);
  }

  void late(String id) {
    late.add(id);
  }

  /// What holds at a block at the least: what forward ways bring, weakened by what was learnt.
  State at(String id, State forward) {
    List<Operand> weaker = operands.get(id);
    if (weaker == null) {
      return forward;
    }
    var next = weaker.iterator();
    State state = forward.copy();
    state.mapOperands(operand -> Operands.meet(operand, next.next(), Range::join));
    Map<Class<?>, FlowState> flow = flows.getOrDefault(id, Map.of());
    state.flow.keySet().retainAll(flow.keySet());
    state.flow.replaceAll((kind, known) -> {
      FlowState other = flow.get(kind);
      return other == null ? known : known.join(other);
    });
    return state;
  }

  void weaken(String id, State assumed, State found) {
    List<Operand> known = assumed.operands();
    List<Operand> more = found.operands();
    int[] growth = growths.computeIfAbsent(id, _ -> new int[known.size()]);
    List<Operand> joined = new ArrayList<>();
    for (int i = 0; i < known.size(); i++) {
      if (!Operands.within(more.get(i), known.get(i))) {
        growth[i]++;
      }
      joined.add(
          Operands.meet(
              known.get(i), more.get(i), growth[i] <= JOINS ? Range::join : Assumptions::widen));
    }
    operands.put(id, joined);
    flows.put(id, new HashMap<>(assumed.join(found, Range::join).flow));
  }

  /// A bound that grew goes to the next of few steps.
  private static Range widen(Range assumed, Range found) {
    Range joined = assumed.join(found);
    long min = joined.min() < assumed.min() ? lower(joined.min()) : joined.min();
    long max = joined.max() > assumed.max() ? upper(joined.max()) : joined.max();
    return new Range(min, max, joined.nonZero());
  }

  private static long lower(long bound) {
    if (bound >= 0) {
      return 0;
    }
    return bound >= Integer.MIN_VALUE ? Integer.MIN_VALUE : Long.MIN_VALUE;
  }

  private static long upper(long bound) {
    if (bound < 0) {
      return -1;
    }
    return bound <= Integer.MAX_VALUE ? Integer.MAX_VALUE : Long.MAX_VALUE;
  }
}
