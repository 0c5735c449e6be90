// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A function being rewritten: which values stand for which from now on, and numbers for new ones.
final class Edit {
  private final IrFunction function;
  private final Map<Integer, Value> replaced = new HashMap<>();
  private int nextValue;
  private int nextBlock;

  Edit(IrFunction function) {
    this.function = function;
    function.parameters().forEach(this::count);
    for (IrBlock block : function.blocks()) {
      nextBlock = Math.max(nextBlock, block.id() + 1);
      block.parameters().forEach(this::count);
      block.operations().forEach(o -> o.definition().ifPresent(this::count));
    }
  }

  private void count(Value value) {
    nextValue = Math.max(nextValue, value.id() + 1);
  }

  /// A new value.
  Value fresh(IrType type) {
    return fresh(type, "");
  }

  /// A new value with a name.
  Value fresh(IrType type, String name) {
    return new Value(nextValue++, type, name);
  }

  /// A number for a new block.
  int freshBlock() {
    return nextBlock++;
  }

  /// Lets `by` stand for `old` everywhere.
  void replace(Value old, Value by) {
    Value last = resolve(by);
    if (last.id() != old.id()) {
      replaced.put(old.id(), last);
    }
  }

  /// What stands for a value now.
  Value resolve(Value value) {
    Value result = value;
    while (replaced.get(result.id()) instanceof Value next) {
      result = next;
    }
    return result;
  }

  /// An operation on what stands for its operands now.
  Operation resolve(Operation operation) {
    for (Value operand : operation.operands()) {
      if (replaced.containsKey(operand.id())) {
        return operation.mapOperands(this::resolve);
      }
    }
    return operation;
  }

  /// The function with these blocks, all uses of replaced values redirected.
  IrFunction finish(List<IrBlock> blocks) {
    return function.with(blocks.stream().map(this::resolve).toList());
  }

  /// The function as it was, with all uses of replaced values redirected.
  IrFunction finish() {
    return replaced.isEmpty() ? function : finish(function.blocks());
  }

  private IrBlock resolve(IrBlock block) {
    return new IrBlock(
        block.id(),
        block.parameters(),
        block.operations().stream().map(this::resolve).toList(),
        block.terminator().mapOperands(this::resolve));
  }
}
