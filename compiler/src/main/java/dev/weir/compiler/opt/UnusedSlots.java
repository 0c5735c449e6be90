// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrFunction.StackSlot;
import dev.weir.compiler.ir.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Removes stack slots whose address nobody takes.
final class UnusedSlots {
  private UnusedSlots() {}

  static IrFunction remove(IrFunction function) {
    boolean[] used = new boolean[function.slots().size()];
    for (IrBlock block : function.blocks()) {
      for (Operation operation : block.operations()) {
        if (operation instanceof Operation.StackAddress address) {
          used[address.slot()] = true;
        }
      }
    }
    List<StackSlot> kept = new ArrayList<>();
    Map<Integer, Integer> numbers = new HashMap<>();
    for (int i = 0; i < used.length; i++) {
      if (used[i]) {
        numbers.put(i, kept.size());
        kept.add(function.slots().get(i));
      }
    }
    if (kept.size() == used.length) {
      return function;
    }
    List<IrBlock> blocks = new ArrayList<>();
    for (IrBlock block : function.blocks()) {
      List<Operation> operations = new ArrayList<>();
      for (Operation operation : block.operations()) {
        operations.add(
            operation instanceof Operation.StackAddress o
                ? new Operation.StackAddress(
                    o.result(), numbers.getOrDefault(o.slot(), -1), o.offset(), o.span())
                : operation);
      }
      blocks.add(new IrBlock(block.id(), block.parameters(), operations, block.terminator()));
    }
    return function.with(blocks, kept);
  }
}
