// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Value;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a function uses its stack slots. A slot is *direct* when its address is nothing but the base
/// of accesses and an argument of calls; it is *private* when it is not an argument either.
final class StackUses {
  private final Map<Integer, Operation.StackAddress> addresses = new HashMap<>();
  private final BitSet wandering = new BitSet();
  private final BitSet passed = new BitSet();

  private StackUses() {}

  static StackUses of(IrFunction function) {
    StackUses uses = new StackUses();
    for (IrBlock block : function.blocks()) {
      for (Operation operation : block.operations()) {
        if (operation instanceof Operation.StackAddress address) {
          uses.addresses.put(address.result().id(), address);
        }
      }
    }
    for (IrBlock block : function.blocks()) {
      block.operations().forEach(uses::note);
      block.terminator().operands().forEach(value -> uses.mark(value, uses.wandering));
    }
    return uses;
  }

  private void note(Operation operation) {
    switch (operation) {
      case Operation.Load _ -> {}
      case Operation.Store o -> mark(o.value(), wandering);
      case Operation.Atomic o -> mark(o.base(), passed);
      case Operation.CallHelper o -> o.arguments().forEach(value -> mark(value, passed));
      case Operation.CallKfunc o -> o.arguments().forEach(value -> mark(value, passed));
      case Operation.CallFunction o -> o.arguments().forEach(value -> mark(value, passed));
      default -> operation.operands().forEach(value -> mark(value, wandering));
    }
  }

  private void mark(Value value, BitSet slots) {
    if (addresses.get(value.id()) instanceof Operation.StackAddress address) {
      slots.set(address.slot());
    }
  }

  /// The address a value is, when it is one of a direct slot; else null.
  Operation.@Nullable StackAddress direct(Value value) {
    Operation.StackAddress address = addresses.get(value.id());
    return address != null && !wandering.get(address.slot()) ? address : null;
  }

  /// The address a value is, when it is one of a private slot; else null.
  Operation.@Nullable StackAddress privateAddress(Value value) {
    Operation.StackAddress address = direct(value);
    return address != null && !passed.get(address.slot()) ? address : null;
  }
}
