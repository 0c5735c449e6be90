// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.Cfg;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator.Target;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Removes stores to the stack that nobody reads: overwritten first, or never looked at again.
///
/// ```text
/// store.dw stack v1, v_0                 store.dw stack v1, v2
/// store.dw stack v1, v2             =>   v3: i64 = helper 1(v4, v1)
/// v3: i64 = helper 1(v4, v1)             return v3
/// store.w stack v1, v5  return v3
/// ```
///
/// Needs `address-folding`, so that accesses name slot and offset. Guarantees that each store to a
/// slot that is only accessed directly, or given to calls, is read on some way. A call that gets
/// the address of a slot reads all of it, so that what a helper sees, and what the verifier wants
/// initialised, stays.
///
/// Backward data flow over the bytes of the slots; a few rounds, each linear. Reference: Muchnick,
/// 18.10 (dead-store elimination), with liveness of bytes.
final class DeadStores {
  private final IrFunction function;
  private final Cfg cfg;
  private final StackUses stack;
  private final int[] firstByte;
  private final Map<Integer, BitSet> liveAtEntry = new HashMap<>();

  private DeadStores(IrFunction function) {
    this.function = function;
    this.cfg = Cfg.of(function);
    this.stack = StackUses.of(function);
    this.firstByte = new int[function.slots().size()];
    for (int i = 1; i < firstByte.length; i++) {
      firstByte[i] = firstByte[i - 1] + function.slots().get(i - 1).sizeBytes();
    }
  }

  static IrFunction remove(IrFunction function, PassContext context) {
    if (function.slots().isEmpty()) {
      return function;
    }
    DeadStores pass = new DeadStores(function);
    pass.solve();
    return function.with(function.blocks().stream().map(pass::swept).toList());
  }

  private void solve() {
    List<IrBlock> order = cfg.reversePostorder().reversed();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (IrBlock block : order) {
        BitSet live = liveAtEnd(block);
        for (Operation operation : block.operations().reversed()) {
          before(operation, live);
        }
        changed |= !live.equals(liveAtEntry.put(block.id(), live));
      }
    }
  }

  private BitSet liveAtEnd(IrBlock block) {
    BitSet live = new BitSet();
    for (Target target : block.terminator().targets()) {
      live.or(liveAtEntry.getOrDefault(target.block(), new BitSet()));
    }
    return live;
  }

  /// Makes what is live after an operation into what is live before it. Says whether it is a store
  /// that nobody reads.
  private boolean before(Operation operation, BitSet live) {
    if (operation instanceof Operation.Store store
        && stack.direct(store.base()) instanceof Operation.StackAddress address) {
      int from = firstByte[address.slot()] + address.offset() + store.offset();
      int to = from + store.size().bytes();
      boolean dead = live.get(from, to).isEmpty();
      live.clear(from, to);
      return dead;
    }
    for (Value operand : operation.operands()) {
      if (stack.direct(operand) instanceof Operation.StackAddress address) {
        int first = firstByte[address.slot()];
        switch (operation) {
          case Operation.Load o -> {
            int from = first + address.offset() + o.offset();
            live.set(from, from + o.size().bytes());
          }
          default -> live.set(first, first + function.slots().get(address.slot()).sizeBytes());
        }
      }
    }
    return false;
  }

  private IrBlock swept(IrBlock block) {
    BitSet live = liveAtEnd(block);
    List<Operation> kept = new ArrayList<>();
    for (Operation operation : block.operations().reversed()) {
      if (!before(operation, live)) {
        kept.add(operation);
      }
    }
    return new IrBlock(block.id(), block.parameters(), kept.reversed(), block.terminator());
  }
}
