// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import java.util.List;

/// The code of one function. Positions are 8-byte slots from the function's start.
///
/// Immediates that a relocation covers are 0 in `insns`.
///
/// @param insns the instructions
/// @param relocations symbolic references, ascending by slot
/// @param lines source positions, strictly ascending by slot; when there are any, one is at slot 0
public record Code(List<Insn<Reg>> insns, List<Relocation> relocations, List<LineInfo> lines) {
  /// Copies the lists.
  public Code {
    insns = List.copyOf(insns);
    relocations = List.copyOf(relocations);
    lines = List.copyOf(lines);
  }

  /// The length in 8-byte slots.
  public int slots() {
    return insns.stream().mapToInt(Insn::slots).sum();
  }
}
