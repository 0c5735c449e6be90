// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Reg;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which machine registers would save moves: those that calls pass values in, and those of values
/// that a two-operand instruction, a copy or a block parameter connects.
///
/// @param fixed wishes for machine registers
/// @param partners connected registers, either way
record Hints(Map<VReg, List<Fixed>> fixed, Map<VReg, List<Partner>> partners) {
  private static final int DISTANCE = 3;

  /// A wish for a machine register.
  record Fixed(Reg reg, int weight) {}

  /// A wish to share a register.
  record Partner(VReg other, int weight) {}

  /// The hints of a function.
  static Hints of(MachFunction<VReg> function, BlockOrder order) {
    Hints hints = new Hints(new HashMap<>(), new HashMap<>());
    for (int i = 0; i < function.parameters().size(); i++) {
      hints.wish(function.parameters().get(i), Operands.ARGUMENTS.get(i), 1);
    }
    Map<Integer, MachBlock<VReg>> blocks = function.blocksById();
    for (MachBlock<VReg> block : function.blocks()) {
      int weight = 2 * order.weight(block.id());
      block.insns().forEach(insn -> hints.add(insn, weight));
      hints.add(Operands.of(block.terminator()), weight);
      for (MachTerminator.Target<VReg> target : block.terminator().targets()) {
        List<VReg> parameters = Lookup.in(blocks, target.block()).parameters();
        for (int i = 0; i < parameters.size(); i++) {
          hints.connect(parameters.get(i), target.arguments().get(i), weight);
        }
      }
    }
    return hints;
  }

  private void add(MachInsn<VReg> insn, int weight) {
    Operands operands = Operands.of(insn);
    add(operands, weight);
    switch (insn) {
      case MachInsn.Tied<VReg> _, MachInsn.Copy<VReg> _ ->
          operands
              .definition()
              .ifPresent(d -> operands.anywhere().forEach(a -> connect(d, a, weight)));
      case MachInsn.Plain<VReg>(var plain, _, _)
          when plain instanceof dev.weir.bytecode.isa.Insn.Mov<VReg> ->
          operands
              .definition()
              .ifPresent(d -> operands.inRegister().forEach(a -> connect(d, a, weight / 2)));
      case MachInsn.Plain<VReg> _,
          MachInsn.Symbol<VReg> _,
          MachInsn.FrameAddress<VReg> _,
          MachInsn.Call<VReg> _,
          MachInsn.CompareExchange<VReg> _ -> {}
    }
  }

  private void add(Operands operands, int weight) {
    for (int i = 0; i < operands.anywhere().size(); i++) {
      VReg argument = operands.anywhere().get(i);
      operands.fixed().get(i).ifPresent(reg -> wish(argument, reg, weight));
    }
    operands
        .fixedResult()
        .ifPresent(reg -> operands.lateDefinition().ifPresent(v -> wish(v, reg, weight)));
  }

  private void wish(VReg register, Reg reg, int weight) {
    fixed.computeIfAbsent(register, _ -> new ArrayList<>()).add(new Fixed(reg, weight));
  }

  private void connect(VReg a, VReg b, int weight) {
    if (!a.isFrame() && !b.isFrame() && !a.equals(b)) {
      partners.computeIfAbsent(a, _ -> new ArrayList<>()).add(new Partner(b, weight));
      partners.computeIfAbsent(b, _ -> new ArrayList<>()).add(new Partner(a, weight));
    }
  }

  /// How much each machine register would save for a value.
  ///
  /// @param places registers of values that have one already
  /// @param acrossCalls values that live across calls, for which only callee-saved registers serve
  Map<Reg, Integer> score(VReg register, Map<VReg, Reg> places, Set<VReg> acrossCalls) {
    Map<Reg, Integer> score = new EnumMap<>(Reg.class);
    collect(register, places, acrossCalls, 16, DISTANCE, new HashSet<>(), score);
    return score;
  }

  /// How much sharing a register with values that have one already would save at most.
  int placed(VReg register, Map<VReg, Reg> places) {
    return partners.getOrDefault(register, List.of()).stream()
        .filter(partner -> places.containsKey(partner.other()))
        .mapToInt(Partner::weight)
        .max()
        .orElse(0);
  }

  private void collect(
      VReg register,
      Map<VReg, Reg> places,
      Set<VReg> acrossCalls,
      int factor,
      int distance,
      Set<VReg> seen,
      Map<Reg, Integer> score) {
    if (distance == 0 || !seen.add(register)) {
      return;
    }
    for (Fixed wish : fixed.getOrDefault(register, List.of())) {
      score.merge(wish.reg(), wish.weight() * factor, Integer::sum);
    }
    for (Partner partner : partners.getOrDefault(register, List.of())) {
      Reg place = places.get(partner.other());
      if (place != null) {
        score.merge(place, partner.weight() * factor, Integer::sum);
        continue;
      }
      if (acrossCalls.contains(partner.other())) {
        for (Reg reg : LinearScan.CALLEE_SAVED) {
          score.merge(reg, partner.weight() * factor / 4, Integer::sum);
        }
      }
      collect(partner.other(), places, acrossCalls, factor / 4, distance - 1, seen, score);
    }
  }
}
