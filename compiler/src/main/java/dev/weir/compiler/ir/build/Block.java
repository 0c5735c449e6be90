// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir.build;

import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A block of a function being built: a name to jump to.
public final class Block {
  final FunctionBuilder owner;
  final int id;
  final List<Operation> operations = new ArrayList<>();
  final List<Block> predecessors = new ArrayList<>();

  /// The value of each variable at the end of the block as far as known.
  final Map<Variable, Value> definitions = new HashMap<>();

  final Map<Variable, Parameter> parameters = new LinkedHashMap<>();
  boolean sealed;
  @Nullable Terminator terminator;

  Block(FunctionBuilder owner, int id) {
    this.owner = owner;
    this.id = id;
  }

  /// Adds a predecessor; one that jumps here twice counts once.
  void addPredecessor(Block predecessor) {
    if (!predecessors.contains(predecessor)) {
      predecessors.add(predecessor);
    }
  }

  /// Whether a way leads here from the entry, or may be added because a block on the way is
  /// unsealed.
  boolean isReachable() {
    Set<Block> seen = new HashSet<>(Set.of(this));
    Deque<Block> work = new ArrayDeque<>(seen);
    while (!work.isEmpty()) {
      Block block = work.pop();
      if (block.id == 0 || !block.sealed) {
        return true;
      }
      for (Block predecessor : block.predecessors) {
        if (seen.add(predecessor)) {
          work.push(predecessor);
        }
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "b" + id;
  }

  /// A block parameter: the value of a variable where ways meet.
  ///
  /// @param arguments what each predecessor passes
  record Parameter(Value value, Variable variable, Map<Block, Value> arguments) {}
}
