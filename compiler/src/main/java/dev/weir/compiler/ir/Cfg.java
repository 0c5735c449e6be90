// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import dev.weir.compiler.ir.Terminator.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/// The control-flow graph of a function: blocks by id, edges backwards, and an order.
///
/// Only blocks that can be reached from the entry are in it. Made in time linear in the function.
public final class Cfg {
  private final Map<Integer, IrBlock> blocks = new LinkedHashMap<>();
  private final Map<Integer, List<Edge>> predecessors = new HashMap<>();
  private final Map<Integer, Integer> positions = new HashMap<>();
  private final IrBlock entry;

  /// One way from a block to another. A branch whose ways lead to one block has two edges to it.
  ///
  /// @param from the block it leaves
  /// @param index which of the terminator's targets it is
  /// @param target where it leads
  public record Edge(IrBlock from, int index, Target target) {}

  private Cfg(IrFunction function) {
    Map<Integer, IrBlock> all = new HashMap<>();
    function.blocks().forEach(block -> all.put(block.id(), block));
    entry = function.blocks().getFirst();
    for (IrBlock block : order(all)) {
      positions.put(block.id(), positions.size());
      blocks.put(block.id(), block);
      predecessors.computeIfAbsent(block.id(), _ -> new ArrayList<>());
      List<Target> targets = block.terminator().targets();
      for (int i = 0; i < targets.size(); i++) {
        predecessors
            .computeIfAbsent(targets.get(i).block(), _ -> new ArrayList<>())
            .add(new Edge(block, i, targets.get(i)));
      }
    }
  }

  /// The graph of a function whose jumps lead to blocks it has.
  public static Cfg of(IrFunction function) {
    return new Cfg(function);
  }

  /// The function without the blocks that cannot be reached; the same one when it has none.
  public static IrFunction withoutUnreachable(IrFunction function) {
    Cfg cfg = of(function);
    if (cfg.blocks.size() == function.blocks().size()) {
      return function;
    }
    return function.with(
        function.blocks().stream().filter(block -> cfg.blocks.containsKey(block.id())).toList());
  }

  /// The entry.
  public IrBlock entry() {
    return entry;
  }

  /// The blocks in reverse postorder: each before its successors, back edges apart.
  public List<IrBlock> reversePostorder() {
    return List.copyOf(blocks.values());
  }

  /// Whether a block of that id can be reached.
  public boolean has(int block) {
    return blocks.containsKey(block);
  }

  /// A block by its id.
  ///
  /// @throws NoSuchElementException when no such block can be reached
  public IrBlock block(int id) {
    IrBlock block = blocks.get(id);
    if (block == null) {
      throw new NoSuchElementException("no block b" + id);
    }
    return block;
  }

  /// The edges into a block, in reverse postorder of where they start.
  public List<Edge> predecessors(int block) {
    return Collections.unmodifiableList(predecessors.getOrDefault(block, List.of()));
  }

  /// Where a block stands in reverse postorder, from 0.
  ///
  /// @throws NoSuchElementException when no such block can be reached
  public int position(int block) {
    Integer position = positions.get(block);
    if (position == null) {
      throw new NoSuchElementException("no block b" + block);
    }
    return position;
  }

  private record Visit(IrBlock block, Iterator<Target> targets) {
    Visit(IrBlock block) {
      this(block, block.terminator().targets().reversed().iterator());
    }
  }

  /// Depth first without recursion. The last target is visited first, so that in the order the
  /// first one comes right behind its branch.
  private List<IrBlock> order(Map<Integer, IrBlock> all) {
    List<IrBlock> postorder = new ArrayList<>();
    Set<Integer> seen = new HashSet<>(Set.of(entry.id()));
    Deque<Visit> stack = new ArrayDeque<>(List.of(new Visit(entry)));
    while (!stack.isEmpty()) {
      Visit visit = stack.peek();
      if (!visit.targets.hasNext()) {
        postorder.add(stack.pop().block);
        continue;
      }
      int next = visit.targets.next().block();
      IrBlock block = all.get(next);
      if (block == null) {
        throw new NoSuchElementException("b" + visit.block.id() + " jumps to missing b" + next);
      }
      if (seen.add(next)) {
        stack.push(new Visit(block));
      }
    }
    return postorder.reversed();
  }
}
