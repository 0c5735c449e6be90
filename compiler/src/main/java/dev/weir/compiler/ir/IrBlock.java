// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import java.util.List;
import java.util.Objects;

/// A basic block.
///
/// @param id unique in the function
/// @param parameters values that predecessors pass
/// @param operations in execution order
/// @param terminator how it ends
public record IrBlock(
    int id, List<Value> parameters, List<Operation> operations, Terminator terminator) {
  /// Copies the lists.
  public IrBlock {
    parameters = List.copyOf(parameters);
    operations = List.copyOf(operations);
    Objects.requireNonNull(terminator);
  }
}
