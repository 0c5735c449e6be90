// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The order in which the allocator sees the blocks: reverse post-order, but the blocks of a loop
/// together; and how deep in loops each is.
///
/// @param blocks block ids, the entry first
/// @param depth loop depth of each block, 0 outside loops
record BlockOrder(List<Integer> blocks, Map<Integer, Integer> depth) {

  /// The order of a function's blocks.
  static <R> BlockOrder of(MachFunction<R> function) {
    Map<Integer, List<Integer>> successors = new HashMap<>();
    Map<Integer, List<Integer>> predecessors = new HashMap<>();
    for (MachBlock<R> block : function.blocks()) {
      List<Integer> next =
          block.terminator().targets().stream().map(MachTerminator.Target::block).toList();
      successors.put(block.id(), next);
      next.forEach(id -> predecessors.computeIfAbsent(id, _ -> new ArrayList<>()).add(block.id()));
    }
    int entry = function.blocks().getFirst().id();
    List<Integer> order = reversePostOrder(entry, successors);
    Map<Integer, Set<Integer>> loops = loops(order, successors, predecessors);
    Map<Integer, Integer> depth = new HashMap<>();
    for (int id : order) {
      depth.put(id, (int) loops.values().stream().filter(body -> body.contains(id)).count());
    }
    return new BlockOrder(contiguous(order, loops), depth);
  }

  private static List<Integer> reversePostOrder(int entry, Map<Integer, List<Integer>> successors) {
    record Visit(int block, boolean done) {}
    List<Integer> order = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    Deque<Visit> stack = new ArrayDeque<>(List.of(new Visit(entry, false)));
    while (!stack.isEmpty()) {
      Visit visit = stack.pop();
      if (visit.done()) {
        order.add(visit.block());
      } else if (seen.add(visit.block())) {
        stack.push(new Visit(visit.block(), true));
        Lookup.in(successors, visit.block()).forEach(next -> stack.push(new Visit(next, false)));
      }
    }
    Collections.reverse(order);
    return order;
  }

  /// Loop bodies by header. An edge to a block earlier in the order closes a loop; its body is what
  /// reaches the edge without passing the header.
  private static Map<Integer, Set<Integer>> loops(
      List<Integer> order,
      Map<Integer, List<Integer>> successors,
      Map<Integer, List<Integer>> predecessors) {
    Map<Integer, Integer> index = new HashMap<>();
    order.forEach(id -> index.put(id, index.size()));
    Map<Integer, Set<Integer>> loops = new HashMap<>();
    for (int from : order) {
      for (int header : Lookup.in(successors, from)) {
        if (Lookup.in(index, header) <= Lookup.in(index, from)) {
          Set<Integer> body = loops.computeIfAbsent(header, id -> new HashSet<>(Set.of(id)));
          Deque<Integer> work = new ArrayDeque<>(List.of(from));
          while (!work.isEmpty()) {
            int block = work.pop();
            if (body.add(block)) {
              predecessors.getOrDefault(block, List.of()).stream()
                  .filter(index::containsKey)
                  .forEach(work::push);
            }
          }
        }
      }
    }
    return loops;
  }

  /// Moves the blocks of each loop, outermost first, directly behind its header.
  private static List<Integer> contiguous(List<Integer> order, Map<Integer, Set<Integer>> loops) {
    List<Integer> result = new ArrayList<>(order);
    List<Integer> headers =
        order.stream()
            .filter(loops::containsKey)
            .sorted((a, b) -> Lookup.in(loops, b).size() - Lookup.in(loops, a).size())
            .toList();
    for (int header : headers) {
      Set<Integer> body = Lookup.in(loops, header);
      int first = result.indexOf(header);
      List<Integer> tail = result.subList(first, result.size());
      List<Integer> reordered = new ArrayList<>(tail.stream().filter(body::contains).toList());
      reordered.addAll(tail.stream().filter(id -> !body.contains(id)).toList());
      for (int i = 0; i < reordered.size(); i++) {
        tail.set(i, reordered.get(i));
      }
    }
    return result;
  }

  /// The factor by which a block runs more often than the function, a guess.
  int weight(int block) {
    return switch (Math.min(3, depth.getOrDefault(block, 0))) {
      case 0 -> 1;
      case 1 -> 8;
      case 2 -> 64;
      default -> 512;
    };
  }
}
