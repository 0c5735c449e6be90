// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The code of a function in its final order.
///
/// @param function the function's name
/// @param span its declaration, or null
/// @param lines labels and instructions
public record LinearCode(String function, @Nullable Span span, List<Line> lines) {
  /// Copies the list.
  public LinearCode {
    lines = List.copyOf(lines);
  }

  /// A line.
  public sealed interface Line {}

  /// The start of a block.
  public record Label(int block) implements Line {}

  /// An instruction.
  public record Body(MachInsn<Reg> insn) implements Line {}

  /// A jump.
  public record Goto(int block, @Nullable Span span) implements Line {}

  /// A conditional jump.
  public record GotoIf(
      Condition condition,
      Width width,
      Reg left,
      Operand<Reg> right,
      int block,
      @Nullable Span span)
      implements Line {}

  /// The end of the function.
  public record Exit(@Nullable Span span) implements Line {}
}
