// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where values change their places: at splits inside blocks, and on edges.
///
/// @param gaps before the instruction at a position
/// @param starts at the start of a block, for edges from blocks with several successors
/// @param ends at the end of a block, for edges from blocks with one successor
record Transitions(
    Map<Integer, List<Change>> gaps,
    Map<Integer, List<Change>> starts,
    Map<Integer, List<Change>> ends) {

  /// A change.
  ///
  /// @param value what moves; on an edge into a block parameter, the argument
  record Change(VReg value, LiveInterval from, LiveInterval to) {
    /// Whether a value leaves its register for its own slot.
    boolean isStore() {
      return from.assigned() != null && to.inMemory() && to.register().equals(value);
    }
  }

  /// The changes of a function.
  static Transitions of(
      MachFunction<VReg> function, Numbering numbering, Map<VReg, List<LiveInterval>> parts) {
    Transitions transitions = new Transitions(new HashMap<>(), new HashMap<>(), new HashMap<>());
    parts.values().forEach(list -> transitions.addSplits(list, numbering, parts));
    Liveness liveness = Liveness.of(function);
    Map<Integer, MachBlock<VReg>> blocks = function.blocksById();
    for (MachBlock<VReg> block : function.blocks()) {
      Numbering.BlockSpan span = Lookup.in(numbering.spans(), block.id());
      List<MachTerminator.Target<VReg>> targets = block.terminator().targets();
      for (MachTerminator.Target<VReg> target : targets) {
        MachBlock<VReg> next = Lookup.in(blocks, target.block());
        Numbering.BlockSpan nextSpan = Lookup.in(numbering.spans(), next.id());
        List<Change> changes = new ArrayList<>();
        Lookup.in(liveness.in(), next.id()).stream()
            .sorted((a, b) -> a.id() - b.id())
            .forEach(value ->
                changes.add(
                    new Change(
                        value,
                        partAt(parts, value, span.to() - 1),
                        partAt(parts, value, nextSpan.from()))));
        for (int i = 0; i < next.parameters().size(); i++) {
          VReg parameter = next.parameters().get(i);
          if (parts.containsKey(parameter)) {
            VReg argument = target.arguments().get(i);
            changes.add(
                new Change(
                    argument,
                    partAt(parts, argument, span.to() - 1),
                    partAt(parts, parameter, nextSpan.from())));
          }
        }
        if (targets.size() == 1) {
          transitions.ends.put(block.id(), changes);
        } else {
          transitions.starts.put(next.id(), changes);
        }
      }
    }
    return transitions;
  }

  private void addSplits(
      List<LiveInterval> list, Numbering numbering, Map<VReg, List<LiveInterval>> parts) {
    for (int i = 1; i < list.size(); i++) {
      LiveInterval part = list.get(i);
      int position = part.start();
      if (list.get(i - 1).end() != position || numbering.isBlockStart(position)) {
        continue;
      }
      int gap = Numbering.gap(position);
      if (gap != position && part.assigned() != null) {
        throw new IllegalStateException("register changes inside an instruction: " + part);
      }
      LiveInterval from = partAt(parts, part.register(), gap - 1);
      gaps.computeIfAbsent(gap, _ -> new ArrayList<>())
          .add(new Change(part.register(), from, part));
    }
  }

  /// The part of a register's life at a position.
  static LiveInterval partAt(Map<VReg, List<LiveInterval>> parts, VReg value, int position) {
    for (LiveInterval part : parts.getOrDefault(value, List.of())) {
      if (part.start() <= position && position < part.end()) {
        return part;
      }
    }
    throw new IllegalStateException(value + " is not live at " + position);
  }

  /// Values that pass from memory to memory on some edge.
  Map<VReg, List<VReg>> partners() {
    Map<VReg, List<VReg>> partners = new HashMap<>();
    for (Map<Integer, List<Change>> map : List.of(starts, ends)) {
      for (List<Change> changes : map.values()) {
        for (Change change : changes) {
          VReg from = change.from().register();
          VReg to = change.to().register();
          if (change.from().inMemory() && change.to().inMemory() && !from.equals(to)) {
            partners.computeIfAbsent(from, _ -> new ArrayList<>()).add(to);
            partners.computeIfAbsent(to, _ -> new ArrayList<>()).add(from);
          }
        }
      }
    }
    return partners;
  }

  /// How often each value would be stored where it leaves its register.
  Map<VReg, Integer> storeWeights(Numbering numbering) {
    Map<VReg, Integer> weights = new HashMap<>();
    gaps.forEach(
        (at, list) -> count(list, numbering.order().weight(numbering.blockAt(at).id()), weights));
    starts.forEach((id, list) -> count(list, numbering.order().weight(id), weights));
    ends.forEach((id, list) -> count(list, numbering.order().weight(id), weights));
    return weights;
  }

  private static void count(List<Change> changes, int weight, Map<VReg, Integer> weights) {
    changes.stream()
        .filter(Change::isStore)
        .forEach(change -> weights.merge(change.value(), weight, Integer::sum));
  }
}
