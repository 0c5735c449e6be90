// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.Cfg;
import dev.weir.compiler.ir.Dominators;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Computes equal things once: an operation equal to one that dominates it goes, and so does a load
/// of what an earlier load or store left in a value, while nothing in between may have changed it.
///
/// ```text
/// v2: i32 = load.w packet v1 + 4         v2: i32 = load.w packet v1 + 4
/// v3: i32 = add v2, v9              =>   v3: i32 = add v2, v9
/// v4: i32 = load.w packet v1 + 4         v5: i32 = add v2, v3
/// v5: i32 = add v4, v3
/// ```
///
/// Needs constants on the right (`constant-folding`). Guarantees that packet bounds loaded twice
/// without a call between are one value, so that a check of one proves the other. Nothing moves:
/// the first stays where it is. Volatile loads are left alone; a stored value replaces a load only
/// where the verifier knows as much of it as of the load, and never for context fields, which the
/// kernel converts.
///
/// About linear: each block is visited once in the dominator tree; for a block where ways meet the
/// blocks on the ways are looked at. Reference: Briggs, Cooper, Simpson, "Value Numbering", 1997.
final class CommonSubexpressions {
  /// A block where ways meet and more blocks than this lie on them counts as changing all memory.
  private static final int WAYS_LIMIT = 200;

  private final Cfg cfg;
  private final Dominators dominators;
  private final Edit edit;
  private final Definitions definitions;
  private final Map<Integer, IrBlock> rewritten = new HashMap<>();
  private final Map<Operation, Value> available = new HashMap<>();

  /// A block to visit with what memory holds before it, or a place to forget what a subtree added.
  private record Visit(@Nullable IrBlock block, MemoryValues memory, List<Operation> added) {}

  private CommonSubexpressions(IrFunction function) {
    this.cfg = Cfg.of(function);
    this.dominators = Dominators.of(cfg);
    this.edit = new Edit(function);
    this.definitions = Definitions.of(function);
  }

  static IrFunction eliminate(IrFunction function, PassContext context) {
    CommonSubexpressions pass = new CommonSubexpressions(function);
    pass.walk();
    List<IrBlock> blocks = new ArrayList<>();
    for (IrBlock block : function.blocks()) {
      if (pass.rewritten.get(block.id()) instanceof IrBlock changed) {
        blocks.add(changed);
      }
    }
    return pass.edit.finish(blocks);
  }

  private void walk() {
    Deque<Visit> work = new ArrayDeque<>();
    work.push(new Visit(cfg.entry(), new MemoryValues(definitions), List.of()));
    while (!work.isEmpty()) {
      Visit visit = work.pop();
      IrBlock block = visit.block;
      if (block == null) {
        visit.added.forEach(available::remove);
        continue;
      }
      MemoryValues memory = visit.memory;
      List<Operation> added = block(block, memory);
      work.push(new Visit(null, memory, added));
      for (IrBlock child : dominators.children(block.id())) {
        work.push(new Visit(child, atEntry(block, child, memory), List.of()));
      }
    }
  }

  /// Rewrites a block; gives what it made available.
  private List<Operation> block(IrBlock block, MemoryValues memory) {
    List<Operation> out = new ArrayList<>();
    List<Operation> added = new ArrayList<>();
    for (Operation original : block.operations()) {
      Operation operation = edit.resolve(original);
      Value same =
          Effects.isPure(operation) ? available.get(key(operation)) : memory.find(operation);
      if (same != null) {
        edit.replace(operation.definition().orElseThrow(), same);
        continue;
      }
      out.add(operation);
      definitions.define(operation);
      memory.after(operation);
      if (Effects.isPure(operation)) {
        available.put(key(operation), operation.definition().orElseThrow());
        added.add(key(operation));
      }
    }
    rewritten.put(block.id(), new IrBlock(block.id(), block.parameters(), out, block.terminator()));
    return added;
  }

  /// The operation without what does not matter for its value: number and name of its result, span.
  private static Operation key(Operation operation) {
    return operation.mapDefinition(value -> new Value(-1, value.type(), "")).withSpan(null);
  }

  private MemoryValues atEntry(IrBlock parent, IrBlock child, MemoryValues memory) {
    MemoryValues copy = memory.copy();
    List<Cfg.Edge> edges = cfg.predecessors(child.id());
    if (edges.size() > 1 || edges.getFirst().from().id() != parent.id()) {
      changesBetween(parent, child, copy);
    }
    return copy;
  }

  /// Forgets what the blocks on ways from one block to another it dominates may change.
  private void changesBetween(IrBlock from, IrBlock to, MemoryValues memory) {
    Set<Integer> seen = new HashSet<>();
    Deque<Integer> work = new ArrayDeque<>(List.of(to.id()));
    while (!work.isEmpty()) {
      for (Cfg.Edge edge : cfg.predecessors(work.pop())) {
        IrBlock block = edge.from();
        if (block.id() != from.id() && seen.add(block.id())) {
          block.operations().forEach(memory::forget);
          work.push(block.id());
        }
      }
      if (seen.size() > WAYS_LIMIT) {
        memory.clear();
        return;
      }
    }
  }
}
