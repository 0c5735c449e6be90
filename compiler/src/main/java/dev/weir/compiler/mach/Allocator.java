// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.diag.Diagnostics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Register allocation: linear scan with interval splitting.
///
/// ```text
/// v1 = *(u32 *)(v0 + 76)               r6 = *(u32 *)(r1 + 76)
/// v2 = call helper 5()           =>    call helper 5()
/// v3 = v1 + v2                         r0 += r6
/// return v3                            return r0
/// ```
///
/// Needs single assignment and no critical edges. Guarantees, checked independently by
/// [AllocationCheck]: every instruction reads the values that it read before. Values spill as 8
/// whole bytes to slots aligned to 8, so the verifier keeps what it knows about them; constants and
/// addresses are made anew instead.
public final class Allocator {
  private Allocator() {}

  /// Gives a function machine registers.
  ///
  /// @param diagnostics where a frame that is too large is reported; the code is made all the same
  public static Allocation allocate(MachFunction<VReg> function, Diagnostics diagnostics) {
    Intervals intervals = Intervals.of(function);
    Map<VReg, List<LiveInterval.Range>> lives = new HashMap<>();
    intervals.byRegister().forEach((v, i) -> lives.put(v, List.copyOf(i.ranges())));
    Map<VReg, MachInsn<VReg>> recipes = recipes(function);
    Set<VReg> cheap = new HashSet<>(recipes.keySet());
    Hints hints = Hints.of(function, intervals.numbering().order());
    Map<VReg, List<LiveInterval>> parts = LinearScan.scan(intervals, hints, cheap);
    Allocation allocation =
        Rewriter.rewrite(function, intervals.numbering(), parts, lives, recipes);
    StackLimit.check(allocation.function(), diagnostics);
    return allocation;
  }

  private static Map<VReg, MachInsn<VReg>> recipes(MachFunction<VReg> function) {
    Map<VReg, MachInsn<VReg>> recipes = new HashMap<>();
    for (MachBlock<VReg> block : function.blocks()) {
      for (MachInsn<VReg> insn : new ArrayList<>(block.insns())) {
        if (ParallelMove.canMakeAnew(insn)) {
          recipes.put(Operands.of(insn).lateDefinition().orElseThrow(), insn);
        }
      }
    }
    return recipes;
  }
}
