// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Reg;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds code that blocks have in common at their ends.
///
/// ```text
/// b1: r8 = 1; r2 = r7; r2 += 16; call 9; goto b9          b1: r8 = 1; goto b3
/// b2: r8 = 2; r2 = r7; r2 += 16; call 9; goto b9    =>    b2: r8 = 2; goto b3
///                                                         b3: r2 = r7; r2 += 16; call 9; goto b9
/// ```
///
/// Two accesses are the same only when they are to the same kind of object
/// ([MachInsn.Plain#object]): the verifier refuses one instruction that accesses the context on one
/// path and packet data on another.
///
/// @kernel v6.12 kernel/bpf/verifier.c save_aux_ptr_type ("same insn cannot be used with different
///   pointers")
final class SharedTails {
  private static final int SHORTEST = 3;

  private SharedTails() {}

  /// A tail that two blocks have in common.
  ///
  /// @param length how many instructions before the terminator
  record Tail(MachBlock<Reg> first, MachBlock<Reg> second, int length) {}

  /// Tails worth sharing; each block is in at most one.
  static List<Tail> find(Iterable<MachBlock<Reg>> blocks) {
    Map<String, List<MachBlock<Reg>>> byEnd = new LinkedHashMap<>();
    for (MachBlock<Reg> block : blocks) {
      int size = block.insns().size();
      if (size >= SHORTEST) {
        String key =
            MachPrinter.print(block.insns().get(size - 2))
                + MachPrinter.print(block.insns().get(size - 1))
                + MachPrinter.print(block.terminator());
        byEnd.computeIfAbsent(key, _ -> new ArrayList<>()).add(block);
      }
    }
    List<Tail> tails = new ArrayList<>();
    for (List<MachBlock<Reg>> group : byEnd.values()) {
      for (int i = 0; i + 1 < group.size(); i += 2) {
        Tail tail = common(group.get(i), group.get(i + 1));
        if (tail.length() >= SHORTEST) {
          tails.add(tail);
        }
      }
    }
    return tails;
  }

  private static Tail common(MachBlock<Reg> first, MachBlock<Reg> second) {
    int most = Math.min(first.insns().size(), second.insns().size());
    int length = 0;
    while (length < most
        && MachPrinter.print(first.insns().reversed().get(length))
            .equals(MachPrinter.print(second.insns().reversed().get(length)))) {
      length++;
    }
    return new Tail(first, second, length);
  }

  /// The last instructions of a block.
  static List<MachInsn<Reg>> tail(MachBlock<Reg> block, int length) {
    int size = block.insns().size();
    return block.insns().subList(size - length, size);
  }
}
