// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Reg;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The live intervals of a function's virtual registers, and where machine registers are taken.
///
/// @param numbering positions
/// @param byRegister the interval of each register that is ever needed
/// @param taken for each machine register the ranges in which no value may live in it, ascending
record Intervals(
    Numbering numbering,
    Map<VReg, LiveInterval> byRegister,
    Map<Reg, List<LiveInterval.Range>> taken) {

  /// Registers that calls destroy.
  static final List<Reg> CALLER_SAVED = List.of(Reg.R0, Reg.R1, Reg.R2, Reg.R3, Reg.R4, Reg.R5);

  /// The intervals of a function.
  static Intervals of(MachFunction<VReg> function) {
    Numbering numbering = Numbering.of(function);
    Intervals intervals = new Intervals(numbering, new LinkedHashMap<>(), new EnumMap<>(Reg.class));
    Liveness liveness = Liveness.of(function);
    Map<Integer, MachBlock<VReg>> blocks = function.blocksById();
    for (int id : numbering.order().blocks().reversed()) {
      Numbering.BlockSpan span = Lookup.in(numbering.spans(), id);
      Lookup.in(liveness.out(), id)
          .forEach(v -> intervals.interval(v).addRange(span.from(), span.to()));
      intervals.add(Lookup.in(blocks, id), span);
    }
    for (VReg parameter : function.parameters()) {
      intervals.defineIfLive(parameter, 0);
    }
    intervals.taken.values().forEach(ranges -> ranges.sort((a, b) -> a.from() - b.from()));
    return intervals;
  }

  private void add(MachBlock<VReg> block, Numbering.BlockSpan span) {
    addUses(Operands.of(block.terminator()), span.terminator(), span.from());
    for (int i = block.insns().size() - 1; i >= 0; i--) {
      int position = span.insn(i);
      Operands operands = Operands.of(block.insns().get(i));
      boolean inRegister = operands.fixedResult().isEmpty();
      operands.earlyDefinition().ifPresent(v -> define(v, position + 1, position + 3, true));
      operands.lateDefinition().ifPresent(v -> define(v, position + 2, position + 3, inRegister));
      addUses(operands, position, span.from());
      if (operands.clobbersCaller()) {
        CALLER_SAVED.forEach(reg -> take(reg, position));
      } else if (operands.clobbersResult()) {
        take(Reg.R0, position);
      }
    }
    block.parameters().forEach(parameter -> defineIfLive(parameter, span.from()));
  }

  private void addUses(Operands operands, int position, int blockStart) {
    for (VReg register : operands.inRegister()) {
      interval(register).addRange(blockStart, position + 2);
      interval(register).addUse(new LiveInterval.Use(position + 1, true));
    }
    for (VReg register : operands.anywhere()) {
      interval(register).addRange(blockStart, position + 1);
      interval(register).addUse(new LiveInterval.Use(position, false));
    }
  }

  private void define(VReg register, int position, int minimalEnd, boolean needsRegister) {
    interval(register).defineAt(position, minimalEnd);
    interval(register).addUse(new LiveInterval.Use(position, needsRegister));
  }

  private void defineIfLive(VReg register, int position) {
    if (byRegister.containsKey(register)) {
      define(register, position, position + 1, false);
    }
  }

  private void take(Reg reg, int position) {
    taken
        .computeIfAbsent(reg, _ -> new ArrayList<>())
        .add(new LiveInterval.Range(position + 1, position + 2));
  }

  private LiveInterval interval(VReg register) {
    return byRegister.computeIfAbsent(register, LiveInterval::new);
  }
}
