// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which registers hold a value that is still needed, at block boundaries.
///
/// @param in live at the start of each block, its parameters excluded
/// @param out live at the end of each block, arguments for successors included
record Liveness(Map<Integer, Set<VReg>> in, Map<Integer, Set<VReg>> out) {

  /// The liveness of a function, by iteration to the fixed point.
  static Liveness of(MachFunction<VReg> function) {
    Map<Integer, Set<VReg>> in = new HashMap<>();
    Map<Integer, Set<VReg>> out = new HashMap<>();
    function.blocks().forEach(block -> in.put(block.id(), new HashSet<>()));
    boolean changed = true;
    while (changed) {
      changed = false;
      for (MachBlock<VReg> block : function.blocks().reversed()) {
        Set<VReg> live = liveOut(block, in);
        out.put(block.id(), new HashSet<>(live));
        transfer(block, live);
        if (!live.equals(in.put(block.id(), live))) {
          changed = true;
        }
      }
    }
    return new Liveness(in, out);
  }

  private static Set<VReg> liveOut(MachBlock<VReg> block, Map<Integer, Set<VReg>> in) {
    Set<VReg> live = new HashSet<>();
    for (MachTerminator.Target<VReg> target : block.terminator().targets()) {
      live.addAll(in.getOrDefault(target.block(), Set.of()));
      live.addAll(target.arguments());
    }
    return live;
  }

  private static void transfer(MachBlock<VReg> block, Set<VReg> live) {
    live.addAll(Operands.of(block.terminator()).uses());
    for (MachInsn<VReg> insn : block.insns().reversed()) {
      Operands operands = Operands.of(insn);
      operands.definition().ifPresent(live::remove);
      live.addAll(operands.uses());
    }
    block.parameters().forEach(live::remove);
  }

  /// The registers live after each instruction of a block, in order.
  List<Set<VReg>> after(MachBlock<VReg> block) {
    Set<VReg> live = new HashSet<>(out.getOrDefault(block.id(), Set.of()));
    live.addAll(Operands.of(block.terminator()).uses());
    List<Set<VReg>> after = new ArrayList<>();
    for (MachInsn<VReg> insn : block.insns().reversed()) {
      after.add(new HashSet<>(live));
      Operands operands = Operands.of(insn);
      operands.definition().ifPresent(live::remove);
      live.addAll(operands.uses());
    }
    return after.reversed();
  }
}
