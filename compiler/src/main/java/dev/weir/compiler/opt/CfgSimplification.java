// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.Cfg;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Makes the control-flow graph small: jumps past blocks that only jump or whose branch is decided
/// by the way they are entered ([JumpThreading]), one block of two that always follow each other,
/// one block of several equal ones ([EqualBlocks]), no branch whose ways are one.
///
/// ```text
/// b0: branch v0 == v1, b1, b2            b0: branch v0 == v1, b3, b4
/// b1: jump b2(v_1) ...              =>
/// b2(v3: i32): branch v3 != v_0, b3, b4
/// ```
///
/// Needs `constant-folding` to have put conditions into branches. Guarantees that no empty block
/// only jumps on, that a block with one predecessor does not follow a plain jump, and that ways
/// that fail alike lead to one block, which `bounds-checks` builds on.
///
/// Repeats until nothing changes; a round is linear. Reference: Muchnick, 18.1 to 18.4, and
/// Mueller, Whalley, "Avoiding Conditional Branches by Code Replication", 1995, for threading.
final class CfgSimplification {
  private static final int ROUNDS = 50;

  private CfgSimplification() {}

  static IrFunction simplify(IrFunction function, PassContext context) {
    List<UnaryOperator<IrFunction>> steps =
        List.of(
            CfgSimplification::equalTargets,
            JumpThreading::thread,
            CfgSimplification::merged,
            EqualBlocks::merge);
    IrFunction current = Cfg.withoutUnreachable(function);
    for (int i = 0; i < ROUNDS; i++) {
      IrFunction before = current;
      for (UnaryOperator<IrFunction> step : steps) {
        current = Cfg.withoutUnreachable(step.apply(current));
      }
      if (current.equals(before)) {
        break;
      }
    }
    return current;
  }

  /// Makes jumps of branches with equal ways.
  private static IrFunction equalTargets(IrFunction function) {
    List<IrBlock> blocks = new ArrayList<>();
    for (IrBlock block : function.blocks()) {
      boolean jumps =
          block.terminator() instanceof Terminator.Branch branch
              && branch.then().equals(branch.otherwise());
      blocks.add(
          jumps
              ? withTerminator(
                  block,
                  new Terminator.Jump(
                      block.terminator().targets().getFirst(), block.terminator().span()))
              : block);
    }
    return function.with(blocks);
  }

  static IrBlock withTerminator(IrBlock block, Terminator terminator) {
    return new IrBlock(block.id(), block.parameters(), block.operations(), terminator);
  }

  /// Appends a block to the one that jumps to it where that is its only predecessor.
  private static IrFunction merged(IrFunction function) {
    Cfg cfg = Cfg.of(function);
    Edit edit = new Edit(function);
    Map<Integer, IrBlock> blocks = new HashMap<>();
    Set<Integer> gone = new HashSet<>();
    for (IrBlock start : function.blocks()) {
      if (gone.contains(start.id())) {
        continue;
      }
      IrBlock block = start;
      while (block.terminator() instanceof Terminator.Jump jump
          && jump.target().block() != start.id()
          && cfg.predecessors(jump.target().block()).size() == 1) {
        int next = jump.target().block();
        IrBlock follower = blocks.getOrDefault(next, cfg.block(next));
        List<Value> parameters = follower.parameters();
        for (int i = 0; i < parameters.size(); i++) {
          edit.replace(parameters.get(i), jump.target().arguments().get(i));
        }
        List<dev.weir.compiler.ir.Operation> operations = new ArrayList<>(block.operations());
        operations.addAll(follower.operations());
        block = new IrBlock(start.id(), start.parameters(), operations, follower.terminator());
        gone.add(next);
        blocks.remove(next);
      }
      blocks.put(start.id(), block);
    }
    if (gone.isEmpty()) {
      return function;
    }
    List<IrBlock> kept = new ArrayList<>();
    for (IrBlock block : function.blocks()) {
      if (blocks.get(block.id()) instanceof IrBlock result) {
        kept.add(result);
      }
    }
    return edit.finish(kept);
  }
}
