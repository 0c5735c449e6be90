// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Reg;
import java.util.List;
import java.util.Map;

/// Allocated code, and what it implements.
///
/// @param function the code over machine registers
/// @param origins for each block, for each instruction of the allocated block, the index of the
///   instruction of the original block that it is; -1 for those the allocator added
public record Allocation(MachFunction<Reg> function, Map<Integer, List<Integer>> origins) {
  /// The index of an instruction that the allocator added.
  public static final int ADDED = -1;

  /// Copies the map.
  public Allocation {
    origins = Map.copyOf(origins);
  }
}
