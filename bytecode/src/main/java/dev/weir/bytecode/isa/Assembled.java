// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import java.util.List;

/// Code whose labels are resolved.
public final class Assembled implements Assembly {
  private final CodeBuilder builder;
  private final List<Insn<Reg>> insns;
  private final int[] starts;

  /// @param starts first slot of each emitted instruction, and the total number of slots
  Assembled(CodeBuilder builder, List<Insn<Reg>> insns, int[] starts) {
    this.builder = builder;
    this.insns = List.copyOf(insns);
    this.starts = starts;
  }

  /// The instructions, jumps and local calls with their offsets.
  public List<Insn<Reg>> insns() {
    return insns;
  }

  /// The length in 8-byte slots.
  public int slots() {
    return starts[starts.length - 1];
  }

  /// The slot of the instruction that was emitted after the label was marked; the code's length in
  /// slots for a label at the end. Where that instruction is a jump that had to be widened, the
  /// first slot of what it became.
  ///
  /// @throws IllegalArgumentException when the label is another builder's or was not marked
  public int slotOf(CodeBuilder.Label label) {
    return starts[builder.position(label)];
  }
}
