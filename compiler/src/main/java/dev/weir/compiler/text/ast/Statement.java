// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.ast;

import dev.weir.bytecode.diag.Span;
import java.util.List;
import java.util.Optional;

/// A statement.
public sealed interface Statement {
  /// The place of the whole statement.
  Span span();

  /// `let` or `var`, with the block for an absent value where there is an `else`.
  record Let(
      boolean mutable,
      Name name,
      Optional<TypeName> type,
      Expression value,
      Optional<Block> otherwise,
      Span span)
      implements Statement {}

  /// `TARGET = VALUE`, `TARGET += VALUE` and so on.
  ///
  /// @param operator the arithmetic of a compound assignment
  /// @param atomic whether `atomic` stands in front
  record Assign(
      Expression target,
      Optional<BinaryOperator> operator,
      Expression value,
      boolean atomic,
      Span span)
      implements Statement {}

  /// `locked LOCK { }`.
  record Locked(Expression lock, Block body, Span span) implements Statement {}

  /// `return [VALUE]`.
  record Return(Optional<Expression> value, Span span) implements Statement {}

  /// `break`.
  record Break(Span span) implements Statement {}

  /// `continue`.
  record Continue(Span span) implements Statement {}

  /// `for NAME in FROM..TO [max BOUND] { }`.
  ///
  /// @param inclusive whether `TO` is the last value (`..=`)
  record For(
      Name variable,
      Expression from,
      Expression to,
      boolean inclusive,
      Optional<Bound> bound,
      Block body,
      Span span)
      implements Statement {}

  /// `while CONDITION max BOUND { }`; `loop max BOUND { }` has no condition.
  record While(Optional<Expression> condition, Bound bound, Block body, Span span)
      implements Statement {}

  /// `max COUNT`.
  ///
  /// @param word the word in front, which must be `max`
  record Bound(Name word, Expression count) {}

  /// `trace "FORMAT", ARGUMENTS`.
  record Trace(String format, Span formatSpan, List<Expression> arguments, Span span)
      implements Statement {
    /// Copies the list.
    public Trace {
      arguments = List.copyOf(arguments);
    }
  }

  /// An expression, for its effect or as the value of the block.
  record Evaluate(Expression expression) implements Statement {
    @Override
    public Span span() {
      return expression.span();
    }
  }
}
