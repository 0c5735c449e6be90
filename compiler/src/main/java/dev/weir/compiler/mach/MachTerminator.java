// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Width;
import dev.weir.compiler.ir.Terminator.Likely;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a block of machine code ends.
///
/// @param <R> the kind of register
public sealed interface MachTerminator<R> {
  /// The source text, or null.
  @Nullable Span span();

  /// The blocks that may follow, in order.
  default List<Target<R>> targets() {
    return switch (this) {
      case Jump<R> jump -> List.of(jump.target());
      case Branch<R> branch -> List.of(branch.then(), branch.otherwise());
      case Return<R> _ -> List.of();
    };
  }

  /// A successor and the registers whose values its parameters take.
  record Target<R>(int block, List<R> arguments) {
    /// Copies the list.
    public Target {
      arguments = List.copyOf(arguments);
    }

    /// A successor without arguments.
    public static <R> Target<R> to(int block) {
      return new Target<>(block, List.of());
    }
  }

  /// Always goes to the target.
  record Jump<R>(Target<R> target, @Nullable Span span) implements MachTerminator<R> {}

  /// Goes to `then` when the comparison holds, else to `otherwise`.
  record Branch<R>(
      Condition condition,
      Width width,
      R left,
      Operand<R> right,
      Target<R> then,
      Target<R> otherwise,
      Likely likely,
      @Nullable Span span)
      implements MachTerminator<R> {
    /// Checks for null.
    public Branch {
      Objects.requireNonNull(condition);
      Objects.requireNonNull(width);
      Objects.requireNonNull(right);
      Objects.requireNonNull(likely);
    }
  }

  /// Ends the function with the value in R0.
  record Return<R>(Optional<R> value, @Nullable Span span) implements MachTerminator<R> {}
}
