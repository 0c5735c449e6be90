// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Which function refers to which, and what that lets functions inherit.
final class CallGraph {
  /// A call of a function of the program, or the taking of its address.
  ///
  /// @param slot of the instruction
  /// @param callee index of the function
  /// @param called whether it is called there, rather than its address taken
  record Site(int slot, int callee, boolean called) {}

  private CallGraph() {}

  /// The sites in each function, ascending by slot.
  static List<List<Site>> of(Slots slots) {
    List<List<Site>> sites = new ArrayList<>();
    for (int i = 0; i < slots.image().functions().size(); i++) {
      sites.add(new ArrayList<>());
    }
    for (int slot = 0; slot < slots.size(); slot++) {
      Insn<Reg> insn = slots.at(slot);
      if (insn instanceof Insn.CallLocal<Reg> call) {
        int callee = slots.functionAt(slot + 1 + call.offset());
        sites.get(slots.functions()[slot]).add(new Site(slot, callee, true));
      } else if (insn instanceof Insn.LoadImm64<Reg> load && load.pseudo() == Pseudo.FUNC) {
        int callee = slots.functionAt(Edges.functionTarget(slots, slot, load));
        sites.get(slots.functions()[slot]).add(new Site(slot, callee, false));
      }
    }
    return sites;
  }

  /// The functions that make packet pointers invalid, by themselves or through others.
  static BitSet changingPackets(Slots slots, List<List<Site>> sites) {
    BitSet changing = new BitSet();
    for (int slot = 0; slot < slots.size(); slot++) {
      Insn<Reg> insn = slots.at(slot);
      if (insn != null && CallKinds.changesPacketData(slots.image(), slot, insn)) {
        changing.set(slots.functions()[slot]);
      }
    }
    boolean more = true;
    while (more) {
      more = false;
      for (int function = 0; function < sites.size(); function++) {
        if (!changing.get(function)
            && sites.get(function).stream().anyMatch(site -> changing.get(site.callee()))) {
          changing.set(function);
          more = true;
        }
      }
    }
    return changing;
  }
}
