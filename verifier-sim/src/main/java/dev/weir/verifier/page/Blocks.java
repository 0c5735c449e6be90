// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.page;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The basic blocks of a program and the ways between them.
///
/// @param blocks in the order of the code
/// @param edges ways inside of functions
record Blocks(List<Block> blocks, List<Edge> edges) {
  /// Instructions that run one after another.
  record Block(int index, int first, int last) {}

  /// A way from the end of a block to the start of another.
  ///
  /// @param taken whether a jump leads there
  record Edge(int from, int to, boolean taken) {}

  static Blocks of(ProgramImage image) {
    List<@Nullable Insn<Reg>> code = image.bySlot();
    TreeSet<Integer> leaders = new TreeSet<>();
    image.functions().stream().map(FunctionImage::start).forEach(leaders::add);
    for (int slot = 0; slot < code.size(); slot++) {
      Insn<Reg> insn = code.get(slot);
      int target = target(insn, slot);
      if (target >= 0) {
        leaders.add(target);
      }
      if (target >= 0 || insn instanceof Insn.Exit<Reg>) {
        leaders.add(slot + 1);
      }
    }
    TreeMap<Integer, Block> byStart = new TreeMap<>();
    List<Block> blocks = new ArrayList<>();
    for (int start : leaders) {
      if (start < code.size()) {
        Integer next = leaders.higher(start);
        int end = next == null ? code.size() : Math.min(next, code.size());
        Block block = new Block(blocks.size(), start, end - 1);
        blocks.add(block);
        byStart.put(start, block);
      }
    }
    return new Blocks(blocks, edges(code, blocks, byStart));
  }

  private static List<Edge> edges(
      List<@Nullable Insn<Reg>> code, List<Block> blocks, TreeMap<Integer, Block> byStart) {
    List<Edge> edges = new ArrayList<>();
    for (Block block : blocks) {
      Insn<Reg> last = code.get(block.last());
      Block target = byStart.get(target(last, block.last()));
      if (target != null) {
        edges.add(new Edge(block.index(), target.index(), true));
      }
      Block next = byStart.get(block.last() + 1);
      if (next != null && !(last instanceof Insn.Exit<Reg>) && !(last instanceof Insn.Jump<Reg>)) {
        edges.add(new Edge(block.index(), next.index(), false));
      }
    }
    return edges;
  }

  private static int target(@Nullable Insn<Reg> insn, int slot) {
    return switch (insn) {
      case Insn.Jump<Reg> jump -> slot + 1 + jump.offset();
      case Insn.JumpIf<Reg> jump -> slot + 1 + jump.offset();
      case Insn.MayGoto<Reg> jump -> slot + 1 + jump.offset();
      case null, default -> -1;
    };
  }
}
