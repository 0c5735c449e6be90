// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir.build;

import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Finds the value of a variable at a place and places block parameters.
///
/// A variable is looked up backwards from its use: through blocks with one predecessor without
/// trace, and a block where ways meet gets a parameter whose arguments are then looked up in each
/// predecessor. In a block that is not sealed the arguments wait for the seal. The lookup keeps its
/// own work list, so that long programs need no deep call stack.
final class Variables {
  private final Function<IrType, Value> fresh;
  private final List<Variable> declared = new ArrayList<>();
  private final Map<Integer, String> names = new HashMap<>();

  Variables(Function<IrType, Value> fresh) {
    this.fresh = fresh;
  }

  Variable declare(String name, IrType type) {
    Variable variable = new Variable(declared.size(), name, type);
    declared.add(variable);
    return variable;
  }

  void define(Block block, Variable variable, Value value) {
    name(value, variable.name());
    block.definitions.put(variable, value);
  }

  void name(Value value, String name) {
    if (value.name().isEmpty() && !name.isEmpty()) {
      names.putIfAbsent(value.id(), name);
    }
  }

  /// The name of a value, empty for none.
  String nameOf(Value value) {
    return value.name().isEmpty() ? names.getOrDefault(value.id(), "") : value.name();
  }

  Value use(Block block, Variable variable) {
    Deque<Block> joins = new ArrayDeque<>();
    Value value = reach(block, variable, joins);
    fill(variable, joins);
    return value;
  }

  /// Looks up the arguments that waited for a block's seal.
  void complete(Block block) {
    for (Variable variable : List.copyOf(block.parameters.keySet())) {
      fill(variable, new ArrayDeque<>(List.of(block)));
    }
  }

  /// Fills in the arguments of the variable's parameter in each listed block and in those found on
  /// the way.
  private void fill(Variable variable, Deque<Block> joins) {
    while (!joins.isEmpty()) {
      Block join = joins.pop();
      Block.Parameter parameter = join.parameters.get(variable);
      if (parameter == null) {
        throw new IllegalStateException("no parameter for " + variable.name() + " in " + join);
      }
      for (Block predecessor : join.predecessors) {
        if (!parameter.arguments().containsKey(predecessor)) {
          parameter.arguments().put(predecessor, reach(predecessor, variable, joins));
        }
      }
    }
  }

  /// The value at the end of a block; blocks that got a new parameter with known predecessors are
  /// added to `joins`.
  private Value reach(Block from, Variable variable, Deque<Block> joins) {
    Set<Block> passed = new LinkedHashSet<>();
    Block block = from;
    Value found = block.definitions.get(variable);
    while (found == null) {
      passed.add(block);
      Block only = block.predecessors.size() == 1 ? block.predecessors.getFirst() : null;
      if (block.sealed && only != null && !passed.contains(only)) {
        block = only;
        found = block.definitions.get(variable);
      } else {
        found = origin(block, variable, joins);
      }
    }
    for (Block each : passed) {
      each.definitions.put(variable, found);
    }
    return found;
  }

  /// The value at the start of a block that does not simply continue one other.
  private Value origin(Block block, Variable variable, Deque<Block> joins) {
    Value value = fresh.apply(variable.type());
    if (block.sealed && block.predecessors.isEmpty()) {
      if (block.id == 0) {
        throw new IllegalStateException(
            "variable " + variable.name() + " is used before it is defined");
      }
      return value; // Unreachable code: never seen in the result.
    }
    name(value, variable.name());
    block.parameters.put(variable, new Block.Parameter(value, variable, new HashMap<>()));
    if (block.sealed) {
      joins.push(block);
    }
    return value;
  }
}
