// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir.build;

import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrFunction.StackSlot;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Terminator.Target;
import dev.weir.compiler.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes the finished function of what a builder collected: drops unreachable blocks, removes
/// parameters that always get one value, and numbers values and blocks in order.
final class Finish {
  private final IrFunction header;
  private final List<StackSlot> slots;
  private final List<Block> all;
  private final Variables variables;
  private final Map<Integer, Value> replaced = new HashMap<>();
  private final Map<Integer, Value> renumbered = new HashMap<>();
  private final Map<Integer, Integer> blockNumbers = new HashMap<>();

  Finish(IrFunction header, List<StackSlot> slots, List<Block> all, Variables variables) {
    this.header = header;
    this.slots = slots;
    this.all = all;
    this.variables = variables;
  }

  IrFunction build() {
    List<Block> blocks = reachable();
    removeTrivialParameters(blocks);
    number(blocks);
    return header.with(blocks.stream().map(this::finished).toList(), slots);
  }

  /// The blocks that can be reached, in order of creation, each without arguments of others.
  private List<Block> reachable() {
    Set<Block> seen = new HashSet<>(Set.of(all.getFirst()));
    Deque<Block> work = new ArrayDeque<>(seen);
    while (!work.isEmpty()) {
      for (Target target : terminator(work.pop()).targets()) {
        Block successor = all.get(target.block());
        if (seen.add(successor)) {
          work.push(successor);
        }
      }
    }
    List<Block> blocks = all.stream().filter(seen::contains).toList();
    for (Block block : blocks) {
      if (!block.sealed) {
        throw new IllegalStateException(header.name() + ": block b" + block.id + " is not sealed");
      }
      block.parameters.values().forEach(p -> p.arguments().keySet().retainAll(seen));
    }
    return blocks;
  }

  private Terminator terminator(Block block) {
    if (block.terminator == null) {
      throw new IllegalStateException(
          header.name() + ": block b" + block.id + " has no terminator");
    }
    return block.terminator;
  }

  /// Removes parameters whose arguments are all one value or the parameter itself, until none is
  /// left; removing one may make another trivial.
  private void removeTrivialParameters(List<Block> blocks) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Block block : blocks) {
        changed |= block.parameters.values().removeIf(this::replaceIfTrivial);
      }
    }
  }

  private boolean replaceIfTrivial(Block.Parameter parameter) {
    Set<Value> arguments = new HashSet<>();
    parameter.arguments().values().forEach(value -> arguments.add(resolve(value)));
    arguments.remove(parameter.value());
    if (arguments.size() != 1) {
      return false;
    }
    replaced.put(parameter.value().id(), arguments.iterator().next());
    return true;
  }

  private Value resolve(Value value) {
    Value result = value;
    while (replaced.get(result.id()) instanceof Value next) {
      result = next;
    }
    return result;
  }

  private void number(List<Block> blocks) {
    header.parameters().forEach(p -> renumbered.put(p.id(), p));
    for (Block block : blocks) {
      blockNumbers.put(block.id, blockNumbers.size());
      block.parameters.values().forEach(p -> number(p.value()));
      block.operations.forEach(o -> o.definition().ifPresent(this::number));
    }
  }

  private void number(Value value) {
    renumbered.put(value.id(), new Value(renumbered.size(), value.type(), variables.nameOf(value)));
  }

  private IrBlock finished(Block block) {
    List<Value> parameters = new ArrayList<>();
    block.parameters.values().forEach(p -> parameters.add(last(p.value())));
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : block.operations) {
      operations.add(operation.mapOperands(this::last).mapDefinition(this::last));
    }
    Terminator terminator =
        terminator(block).mapOperands(this::last).mapTargets(target -> target(block, target));
    return new IrBlock(number(block.id), parameters, operations, terminator);
  }

  private Target target(Block from, Target target) {
    List<Value> arguments = new ArrayList<>();
    for (Block.Parameter parameter : all.get(target.block()).parameters.values()) {
      Value argument = parameter.arguments().get(from);
      if (argument == null) {
        throw new IllegalStateException(
            header.name() + ": b" + from.id + " passes no " + parameter.variable().name());
      }
      arguments.add(last(argument));
    }
    return new Target(number(target.block()), arguments);
  }

  private int number(int block) {
    Integer number = blockNumbers.get(block);
    if (number == null) {
      throw new IllegalStateException(header.name() + ": jump to dropped block b" + block);
    }
    return number;
  }

  private Value last(Value value) {
    Value result = renumbered.get(resolve(value).id());
    if (result == null) {
      throw new IllegalStateException(
          header.name() + ": v" + value.id() + " is used but not defined in reachable code");
    }
    return result;
  }
}
