// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import java.util.List;
import java.util.Objects;

/// A basic block of machine code.
///
/// @param id unique in the function
/// @param parameters registers that predecessors assign; none in allocated code
/// @param insns in execution order
/// @param terminator how it ends
/// @param <R> the kind of register
public record MachBlock<R>(
    int id, List<R> parameters, List<MachInsn<R>> insns, MachTerminator<R> terminator) {
  /// Copies the lists.
  public MachBlock {
    parameters = List.copyOf(parameters);
    insns = List.copyOf(insns);
    Objects.requireNonNull(terminator);
  }
}
