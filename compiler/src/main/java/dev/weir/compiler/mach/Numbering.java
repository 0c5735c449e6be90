// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Positions of blocks and instructions in the allocator's order. Each block has a position for its
/// start, each instruction and terminator one of its own; they are four apart.
///
/// ```text
/// p      moves before the instruction; operands that may be anywhere are read
/// p + 1  early definitions, destroyed registers; operands in registers are read
/// p + 2  late definitions
/// ```
///
/// @param order the blocks' order
/// @param spans by block id
/// @param inOrder the same, ascending
record Numbering(BlockOrder order, Map<Integer, BlockSpan> spans, List<BlockSpan> inOrder) {
  /// The distance of neighbours.
  static final int STEP = 4;

  private static final int NONE = -1;

  /// A block's positions.
  ///
  /// @param from its start; parameters are defined here
  /// @param to the next block's start
  record BlockSpan(int id, int from, int to) {
    /// The position of an instruction by index.
    int insn(int index) {
      return from + STEP * (index + 1);
    }

    /// The position of the terminator.
    int terminator() {
      return to - STEP;
    }
  }

  /// Numbers a function.
  static <R> Numbering of(MachFunction<R> function) {
    BlockOrder order = BlockOrder.of(function);
    Map<Integer, MachBlock<R>> blocks = function.blocksById();
    Map<Integer, BlockSpan> spans = new LinkedHashMap<>();
    int position = 0;
    for (int id : order.blocks()) {
      int from = position;
      position += STEP * (Lookup.in(blocks, id).insns().size() + 2);
      spans.put(id, new BlockSpan(id, from, position));
    }
    return new Numbering(order, spans, List.copyOf(spans.values()));
  }

  /// The block of a position.
  BlockSpan blockAt(int position) {
    int low = 0;
    int high = inOrder.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (position < inOrder.get(middle).to()) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return inOrder.get(low);
  }

  /// Whether a block starts there.
  boolean isBlockStart(int position) {
    return blockAt(position).from() == position;
  }

  int depthAt(int position) {
    return Lookup.in(order.depth(), blockAt(position).id());
  }

  /// The start of the instruction at a position.
  static int gap(int position) {
    return position & -STEP;
  }

  /// The best place to split in `[first, last]`: where loops are least deep, and as late as
  /// possible.
  ///
  /// @param last start of an instruction
  int splitPosition(int first, int last) {
    int best = last;
    int bestDepth = depthAt(last);
    int depthBefore = 0;
    int found = NONE;
    int foundDepth = bestDepth;
    for (BlockSpan block : inOrder) {
      int depth = Lookup.in(order.depth(), block.id());
      int boundary = Math.min(depth, depthBefore);
      if (block.from() >= first && block.from() <= last && boundary < bestDepth) {
        if (found == NONE || boundary <= foundDepth) {
          found = block.from();
          foundDepth = boundary;
        }
      }
      depthBefore = depth;
    }
    return found == NONE ? best : found;
  }

  /// The positions of the innermost loop at a position, as far as the order shows it.
  LiveInterval.Range loopAt(int position) {
    int depth = depthAt(position);
    int from = -1;
    int to = -1;
    for (BlockSpan block : inOrder) {
      boolean inside = Lookup.in(order.depth(), block.id()) >= depth;
      if (inside) {
        from = from < 0 ? block.from() : from;
        to = block.to();
      } else if (to > position) {
        break;
      } else {
        from = -1;
      }
    }
    return new LiveInterval.Range(from, to);
  }
}
