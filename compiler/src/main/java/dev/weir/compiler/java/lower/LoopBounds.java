// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.java.read.MethodCode;
import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Whether the loops of a method end, as far as the compiler sees: some variable only moves one way
/// in the loop, in every round, and is bounded where a round ends.
final class LoopBounds {
  /// `BPF_MAX_LOOPS`, the most rounds the kernel runs.
  private static final long MOST = 1L << 23;

  private final MethodCode code;
  private final Map<Integer, Map<Integer, Integer>> counters = new HashMap<>();

  LoopBounds(MethodCode code) {
    this.code = code;
  }

  /// Checks a way back to the head of a loop.
  void back(FunctionLowering in, String path, MethodCode.Block header, State state, Span span) {
    Map<Integer, Integer> candidates =
        counters.computeIfAbsent(header.index(), _ -> candidates(header));
    for (var candidate : candidates.entrySet()) {
      if (state.locals.get(candidate.getKey()) instanceof Operand.Scalar scalar) {
        Range range = scalar.range();
        Range all = Ranges.full(Operands.isWide(scalar));
        int step = candidate.getValue();
        boolean bounded = step > 0 ? range.max() < all.max() : range.min() > all.min();
        boolean few = bounded && (range.max() - range.min()) / Math.abs(step) <= MOST;
        if (few && range.max() - range.min() >= 0) {
          return;
        }
      }
    }
    in.problems.report(
        JavaCode.UNBOUNDED_LOOP
            .at("the compiler cannot see how often this runs", span, "no bound in sight")
            .help(
                "count up to a constant or an array's length, or state a bound:"
                    + " `for (int i = 0; i < Math.min(n, 64); i++)`"));
  }

  /// Locals that every round changes in one direction, with the least step.
  private Map<Integer, Integer> candidates(MethodCode.Block header) {
    Map<Integer, Integer> steps = new HashMap<>();
    Set<Integer> spoilt = new HashSet<>();
    Map<Integer, BitSet> where = new HashMap<>();
    BitSet loop = header.loop();
    for (int i = loop.nextSetBit(0); i >= 0; i = loop.nextSetBit(i + 1)) {
      MethodCode.Block block = code.blocks().get(i);
      for (int at = block.from(); at < block.to(); at++) {
        Step step = step(at);
        if (step == null) {
          continue;
        }
        Integer known = steps.get(step.slot());
        boolean sameWay = known == null || (known > 0) == (step.by() > 0);
        if (step.by() == 0 || !sameWay) {
          spoilt.add(step.slot());
        } else {
          steps.put(
              step.slot(),
              known == null || Math.abs(step.by()) < Math.abs(known) ? (Integer) step.by() : known);
          where.computeIfAbsent(step.slot(), _ -> new BitSet()).set(i);
        }
      }
    }
    steps.keySet().removeAll(spoilt);
    steps.keySet().removeIf(slot -> !always(header, where.getOrDefault(slot, new BitSet())));
    return steps;
  }

  private record Step(int slot, int by) {}

  /// The change of a local that an instruction makes: by 0 where it is not known.
  private @org.jspecify.annotations.Nullable Step step(int at) {
    Instruction instruction = code.instructions().get(at);
    if (instruction instanceof IncrementInstruction increment) {
      return new Step(increment.slot(), increment.constant());
    }
    if (!(instruction instanceof StoreInstruction store)) {
      return null;
    }
    if (at >= 3
        && code.instructions().get(at - 3) instanceof LoadInstruction load
        && load.slot() == store.slot()
        && code.instructions().get(at - 2)
            instanceof java.lang.classfile.instruction.ConstantInstruction constant) {
      long by =
          switch (constant.constantValue()) {
            case Integer i -> i;
            case Long l -> l;
            default -> 0;
          };
      boolean small = by == (short) by;
      return switch (code.instructions().get(at - 1).opcode()) {
        case IADD, LADD -> new Step(store.slot(), small ? (int) by : 0);
        case ISUB, LSUB -> new Step(store.slot(), small ? (int) -by : 0);
        default -> new Step(store.slot(), 0);
      };
    }
    return new Step(store.slot(), 0);
  }

  /// Whether every way around the loop passes one of the blocks.
  private boolean always(MethodCode.Block header, BitSet through) {
    if (through.get(header.index())) {
      return true;
    }
    BitSet seen = new BitSet();
    java.util.ArrayDeque<Integer> work = new java.util.ArrayDeque<>();
    work.add(header.index());
    seen.set(header.index());
    while (!work.isEmpty()) {
      for (int next : code.blocks().get(work.pop()).successors()) {
        if (next == header.index()) {
          return false;
        }
        if (header.loop().get(next) && !through.get(next) && !seen.get(next)) {
          seen.set(next);
          work.add(next);
        }
      }
    }
    return true;
  }
}
