// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.ir.IrFunction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A function as machine code.
///
/// @param name unique in the module
/// @param kind entry point or subprogram
/// @param parameters the registers that receive R1 to R5; none in allocated code
/// @param blocks the entry first; every block is reachable, and no edge leads from a block with
///   several successors to one with several predecessors
/// @param stack what lies in the frame
/// @param span the declaration, or null
/// @param <R> the kind of register
public record MachFunction<R>(
    String name,
    IrFunction.Kind kind,
    List<R> parameters,
    List<MachBlock<R>> blocks,
    StackLayout stack,
    @Nullable Span span) {
  /// Copies the lists.
  public MachFunction {
    Objects.requireNonNull(name);
    Objects.requireNonNull(kind);
    parameters = List.copyOf(parameters);
    blocks = List.copyOf(blocks);
    Objects.requireNonNull(stack);
  }

  /// The blocks by id, in order.
  public Map<Integer, MachBlock<R>> blocksById() {
    Map<Integer, MachBlock<R>> byId = new LinkedHashMap<>();
    blocks.forEach(block -> byId.put(block.id(), block));
    return byId;
  }

  /// The same function with other blocks.
  public MachFunction<R> with(List<MachBlock<R>> newBlocks) {
    return new MachFunction<>(name, kind, parameters, newBlocks, stack, span);
  }
}
