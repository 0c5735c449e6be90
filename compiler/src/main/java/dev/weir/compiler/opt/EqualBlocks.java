// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Terminator.Target;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Redirects jumps so that of blocks that do the same only the first is left. Two blocks are the
/// same when they differ in nothing but the numbers of the values they define, and no other block
/// uses those. A block with a refined pointer is left alone: its null check must stay the only way
/// in.
final class EqualBlocks {
  private final Set<Integer> escaping;
  private final Map<Integer, Value> local = new HashMap<>();

  /// What a block does, with its own values numbered from -1 downwards.
  private record Shape(
      List<IrType> parameters, List<Operation> operations, Terminator terminator) {}

  private EqualBlocks(IrFunction function) {
    this.escaping = JumpThreading.escaping(function);
  }

  static IrFunction merge(IrFunction function) {
    EqualBlocks pass = new EqualBlocks(function);
    Map<Shape, Integer> first = new HashMap<>();
    Map<Integer, Integer> same = new HashMap<>();
    for (IrBlock block : function.blocks().subList(1, function.blocks().size())) {
      if (pass.isComparable(block)) {
        Integer earlier = first.putIfAbsent(pass.shape(block), block.id());
        if (earlier != null) {
          same.put(block.id(), earlier);
        }
      }
    }
    if (same.isEmpty()) {
      return function;
    }
    List<IrBlock> blocks = new ArrayList<>();
    for (IrBlock block : function.blocks()) {
      Terminator terminator =
          block
              .terminator()
              .mapTargets(t -> new Target(same.getOrDefault(t.block(), t.block()), t.arguments()));
      blocks.add(CfgSimplification.withTerminator(block, terminator));
    }
    return function.with(blocks);
  }

  private boolean isComparable(IrBlock block) {
    return block.parameters().stream().noneMatch(this::escapes)
        && block.operations().stream()
            .noneMatch(o ->
                o instanceof Operation.Refine || o.definition().map(this::escapes).orElse(false));
  }

  private boolean escapes(Value value) {
    return escaping.contains(value.id());
  }

  private Shape shape(IrBlock block) {
    local.clear();
    block.parameters().forEach(this::number);
    block.operations().forEach(o -> o.definition().ifPresent(this::number));
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : block.operations()) {
      operations.add(
          operation.mapOperands(this::numbered).mapDefinition(this::numbered).withSpan(null));
    }
    return new Shape(
        block.parameters().stream().map(Value::type).toList(),
        operations,
        block.terminator().mapOperands(this::numbered).withSpan(null));
  }

  private void number(Value value) {
    local.put(value.id(), new Value(-1 - local.size(), value.type(), ""));
  }

  private Value numbered(Value value) {
    return local.getOrDefault(value.id(), value);
  }
}
