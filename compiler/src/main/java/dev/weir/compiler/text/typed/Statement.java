// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.typed;

import dev.weir.bytecode.diag.Span;
import java.util.List;
import java.util.Optional;

/// A statement.
public sealed interface Statement {
  /// The source text it stands for.
  Span span();

  /// Defines a variable. Without a value, an aggregate variable is zero.
  record Let(Variable variable, Optional<Expr> value, Span span) implements Statement {}

  /// Binds what the lookup finds; where it is absent, runs `otherwise`, which never ends normally.
  record LetElse(Variable variable, Lookup lookup, Block otherwise, Span span)
      implements Statement {}

  /// Stores a value of the place's type.
  record Assign(Place place, Expr value, Span span) implements Statement {}

  /// Evaluates for the effect; a value is dropped.
  record Evaluate(Expr expression, Span span) implements Statement {}

  /// Runs the body with the variable counting up by one from `from` until it reaches `to`
  /// (exclusive), at most `limit` times. Both bounds have the variable's type and are evaluated
  /// once, in order.
  ///
  /// @param constant whether both bounds are constants (then `limit` is the exact number of rounds)
  /// @param limit most rounds, at least 0; the loop ends silently after them
  record For(
      Variable variable, Expr from, Expr to, boolean constant, long limit, Block body, Span span)
      implements Statement {}

  /// Runs the body while the condition holds, at most `limit` times.
  ///
  /// @param condition absent for `loop`
  record While(Optional<Expr> condition, long limit, Block body, Span span) implements Statement {}

  /// Runs the body with a lock held, which is given back on every way out of it.
  ///
  /// @param lock of type [Type#SPIN_LOCK], in a map value
  record Locked(Place lock, Block body, Span span) implements Statement {}

  /// Leaves the innermost loop.
  record Break(Span span) implements Statement {}

  /// Goes on with the next round of the innermost loop.
  record Continue(Span span) implements Statement {}

  /// Leaves the function or program.
  record Return(Optional<Expr> value, Span span) implements Statement {}

  /// Prints to the kernel's trace pipe through `bpf_trace_printk`.
  ///
  /// @param format in C notation, ready for the helper, with a newline at the end
  /// @param arguments 0 to 3 scalars of type `u64` or `i64`
  record Trace(String format, List<Expr> arguments, Span span) implements Statement {
    /// Copies the list.
    public Trace {
      arguments = List.copyOf(arguments);
    }
  }
}
