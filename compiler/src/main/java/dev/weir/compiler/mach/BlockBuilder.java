// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// One block under selection, which grows from its end; and the constants and addresses it wants in
/// registers.
final class BlockBuilder {
  private final Registers registers;
  private final List<MachInsn<VReg>> reversed = new ArrayList<>();
  private final Map<Object, MachInsn<VReg>> local = new LinkedHashMap<>();

  BlockBuilder(Registers registers) {
    this.registers = registers;
  }

  /// Puts instructions before those there are.
  void prepend(List<MachInsn<VReg>> insns) {
    reversed.addAll(insns.reversed());
  }

  /// The register that holds a constant or an address in this block.
  ///
  /// @param key what it is; equal keys share a register
  /// @param make the instruction that makes it
  VReg local(Object key, Function<VReg, MachInsn<VReg>> make) {
    MachInsn<VReg> insn = local.computeIfAbsent(key, _ -> make.apply(registers.fresh("")));
    return Operands.of(insn).lateDefinition().orElseThrow();
  }

  /// Forgets everything, to build the block before.
  void reset() {
    reversed.clear();
    local.clear();
  }

  /// The block; each constant and address stands before its first use.
  MachBlock<VReg> build(int id, List<VReg> parameters, MachTerminator<VReg> terminator) {
    Map<VReg, MachInsn<VReg>> pending = new LinkedHashMap<>();
    local.values().forEach(i -> pending.put(Operands.of(i).lateDefinition().orElseThrow(), i));
    List<MachInsn<VReg>> insns = new ArrayList<>(reversed);
    Collections.reverse(insns);
    List<MachInsn<VReg>> placed = new ArrayList<>();
    for (MachInsn<VReg> insn : insns) {
      place(Operands.of(insn).uses(), pending, placed);
      placed.add(insn);
    }
    Set<VReg> last = new HashSet<>(Operands.of(terminator).uses());
    place(pending.keySet().stream().filter(last::contains).toList(), pending, placed);
    return new MachBlock<>(id, parameters, placed, terminator);
  }

  private static void place(
      List<VReg> uses, Map<VReg, MachInsn<VReg>> pending, List<MachInsn<VReg>> placed) {
    for (VReg use : uses) {
      MachInsn<VReg> insn = pending.remove(use);
      if (insn != null) {
        placed.add(insn);
      }
    }
  }
}
