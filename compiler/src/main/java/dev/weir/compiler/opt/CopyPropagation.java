// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.Cfg;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Terminator.Target;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Removes block parameters that only copy: those that always get one value, and those that always
/// get what another parameter of the block gets.
///
/// ```text
/// b0: branch v0 == v1, b2(v5), b1        b0: branch v0 == v1, b2, b1
/// b1: jump b2(v5)                   =>   b1: jump b2
/// b2(v6: i32): return v6                 b2: return v5
/// ```
///
/// Needs nothing. Guarantees that no parameter has all its arguments equal to one value or to
/// itself.
///
/// Repeats until nothing changes, usually twice; each round is linear. Reference: Braun and others,
/// "Simple and Efficient Construction of SSA Form", 2013, section 3.1 (trivial phis).
final class CopyPropagation {
  private final Edit edit;
  private final Cfg cfg;
  private final Map<Integer, BitSet> removed = new HashMap<>();

  private CopyPropagation(IrFunction function) {
    this.edit = new Edit(function);
    this.cfg = Cfg.of(function);
  }

  static IrFunction propagate(IrFunction function, PassContext context) {
    CopyPropagation pass = new CopyPropagation(function);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (IrBlock block : function.blocks()) {
        changed |= pass.parameters(block);
      }
    }
    return pass.removed.isEmpty()
        ? function
        : pass.edit.finish(function.blocks().stream().map(pass::without).toList());
  }

  private boolean parameters(IrBlock block) {
    boolean changed = false;
    Map<List<Value>, Value> seen = new HashMap<>();
    for (int i = 0; i < block.parameters().size(); i++) {
      if (isRemoved(block.id(), i)) {
        continue;
      }
      Value parameter = block.parameters().get(i);
      List<Value> arguments = arguments(block, i);
      List<Value> others = arguments.stream().filter(v -> !v.equals(parameter)).distinct().toList();
      Value same = others.size() == 1 ? others.getFirst() : seen.putIfAbsent(arguments, parameter);
      if (same != null) {
        edit.replace(parameter, same);
        removed.computeIfAbsent(block.id(), _ -> new BitSet()).set(i);
        changed = true;
      }
    }
    return changed;
  }

  private List<Value> arguments(IrBlock block, int index) {
    return cfg.predecessors(block.id()).stream()
        .map(edge -> edit.resolve(edge.target().arguments().get(index)))
        .toList();
  }

  private boolean isRemoved(int block, int index) {
    BitSet indices = removed.get(block);
    return indices != null && indices.get(index);
  }

  private IrBlock without(IrBlock block) {
    return new IrBlock(
        block.id(),
        kept(block.id(), block.parameters()),
        block.operations(),
        block.terminator().mapTargets(t -> new Target(t.block(), kept(t.block(), t.arguments()))));
  }

  private List<Value> kept(int block, List<Value> values) {
    List<Value> kept = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if (!isRemoved(block, i)) {
        kept.add(values.get(i));
      }
    }
    return kept;
  }
}
