// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Reg;
import dev.weir.compiler.ir.Terminator.Likely;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Chooses the order of blocks in memory, greedily from the entry: after a block comes the
/// successor that is expected, and that nobody else could fall into; short exits wait for the end,
/// since a conditional jump reaches them at no cost.
final class BlockLayout {
  private static final int SHORT = 2;
  private final Map<Integer, MachBlock<Reg>> waiting = new LinkedHashMap<>();
  private final Map<Integer, List<Integer>> predecessors = new HashMap<>();
  private final BlockOrder flow;

  private BlockLayout(MachFunction<Reg> function) {
    this.flow = BlockOrder.of(function);
    Map<Integer, MachBlock<Reg>> blocks = function.blocksById();
    for (int id : flow.blocks()) {
      waiting.put(id, Lookup.in(blocks, id));
      for (MachTerminator.Target<Reg> target : Lookup.in(blocks, id).terminator().targets()) {
        predecessors.computeIfAbsent(target.block(), _ -> new ArrayList<>()).add(id);
      }
    }
  }

  /// The reachable blocks in order.
  static List<MachBlock<Reg>> order(MachFunction<Reg> function) {
    BlockLayout layout = new BlockLayout(function);
    List<MachBlock<Reg>> order = new ArrayList<>();
    Optional<MachBlock<Reg>> next =
        Optional.of(Lookup.in(layout.waiting, layout.flow.blocks().getFirst()));
    while (next.isPresent()) {
      MachBlock<Reg> block = next.get();
      layout.waiting.remove(block.id());
      order.add(block);
      next = layout.after(block).or(layout::restart);
    }
    return order;
  }

  private Optional<MachBlock<Reg>> after(MachBlock<Reg> block) {
    return switch (block.terminator()) {
      case MachTerminator.Return<Reg> _ -> Optional.empty();
      case MachTerminator.Jump<Reg>(var target, _) ->
          Optional.ofNullable(waiting.get(target.block()));
      case MachTerminator.Branch<Reg> branch -> {
        MachBlock<Reg> then = waiting.get(branch.then().block());
        MachBlock<Reg> otherwise = waiting.get(branch.otherwise().block());
        if (then == null || otherwise == null) {
          yield Optional.ofNullable(then == null ? otherwise : then);
        }
        yield Optional.of(score(then, branch) > score(otherwise, branch) ? then : otherwise);
      }
    };
  }

  private int score(MachBlock<Reg> next, MachTerminator.Branch<Reg> branch) {
    boolean isThen = branch.then().block() == next.id();
    int score = 0;
    if (branch.likely() != Likely.UNKNOWN && (branch.likely() == Likely.THEN) == isThen) {
      score += 8;
    }
    if (isThen && branch.condition() == Condition.SET) {
      score -= 16;
    }
    if (Lookup.in(predecessors, next.id()).stream().noneMatch(waiting::containsKey)) {
      score += 4;
    }
    if (!isShortExit(next)) {
      score += 2;
    }
    int other = (isThen ? branch.otherwise() : branch.then()).block();
    if (Lookup.in(flow.depth(), next.id()) > Lookup.in(flow.depth(), other)) {
      score += 4;
    }
    return score;
  }

  private static boolean isShortExit(MachBlock<Reg> block) {
    return block.terminator() instanceof MachTerminator.Return<Reg>
        && block.insns().size() <= SHORT;
  }

  private Optional<MachBlock<Reg>> restart() {
    return waiting.values().stream()
        .filter(block -> !isShortExit(block))
        .findFirst()
        .or(() -> waiting.values().stream().findFirst());
  }
}
