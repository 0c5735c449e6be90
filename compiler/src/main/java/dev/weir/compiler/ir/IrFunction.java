// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import dev.weir.bytecode.diag.Span;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A function in SSA form.
///
/// @param name unique in the module; a C identifier
/// @param kind entry point, subprogram, or code to copy into callers
/// @param parameters its parameters; at most five
/// @param signature types of parameters and result for BTF, in the user's terms
/// @param result type of the result; empty for none
/// @param slots stack slots, by index
/// @param blocks the entry first; the others in any order
/// @param span the declaration, or null
/// @param doc documentation from the source; may be empty
public record IrFunction(
    String name,
    Kind kind,
    List<Value> parameters,
    Signature signature,
    Optional<IrType> result,
    List<StackSlot> slots,
    List<IrBlock> blocks,
    @Nullable Span span,
    String doc) {
  /// Copies the lists.
  public IrFunction {
    Objects.requireNonNull(name);
    Objects.requireNonNull(kind);
    parameters = List.copyOf(parameters);
    slots = List.copyOf(slots);
    blocks = List.copyOf(blocks);
  }

  /// The same function with other blocks and slots.
  public IrFunction with(List<IrBlock> newBlocks, List<StackSlot> newSlots) {
    return new IrFunction(
        name, kind, parameters, signature, result, newSlots, newBlocks, span, doc);
  }

  /// The same function with other blocks.
  public IrFunction with(List<IrBlock> newBlocks) {
    return with(newBlocks, slots);
  }

  /// The same function without spans, as IR text has it.
  public IrFunction withoutSpans() {
    List<IrBlock> stripped =
        blocks.stream()
            .map(block ->
                new IrBlock(
                    block.id(),
                    block.parameters(),
                    block.operations().stream().map(o -> o.withSpan(null)).toList(),
                    block.terminator().withSpan(null)))
            .toList();
    return new IrFunction(name, kind, parameters, signature, result, slots, stripped, null, doc);
  }

  /// What a function is.
  public sealed interface Kind {
    /// A program.
    ///
    /// @param section ELF section that names the hook, such as `cgroup/connect4`
    record Entry(String section) implements Kind {}

    /// A function that programs call.
    ///
    /// @param global whether the verifier checks it once on its signature alone
    record Subprogram(boolean global) implements Kind {}

    /// A function that is copied into every caller; the pass `inlining` leaves none.
    record Inline() implements Kind {}
  }

  /// Types for BTF.
  ///
  /// @param parameterNames one for each parameter
  /// @param parameters one for each parameter
  /// @param result empty for `void`
  public record Signature(
      List<String> parameterNames, List<DataType> parameters, Optional<DataType> result) {
    /// Copies the lists.
    public Signature {
      parameterNames = List.copyOf(parameterNames);
      parameters = List.copyOf(parameters);
    }
  }

  /// A piece of the function's stack.
  ///
  /// @param name the user's name for it
  /// @param sizeBytes its size
  /// @param alignBytes 1, 2, 4 or 8
  public record StackSlot(String name, int sizeBytes, int alignBytes) {
    /// Checks size and alignment.
    public StackSlot {
      if (sizeBytes < 1 || Integer.bitCount(alignBytes) != 1 || alignBytes > 8) {
        throw new IllegalArgumentException(
            "stack slot " + name + " of " + sizeBytes + " bytes aligned to " + alignBytes);
      }
    }
  }
}
