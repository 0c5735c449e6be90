// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.Condition;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How a block ends.
public sealed interface Terminator {
  /// The source text, or null.
  @Nullable Span span();

  /// The blocks that may follow, in order.
  default List<Target> targets() {
    return switch (this) {
      case Jump o -> List.of(o.target());
      case Branch o -> List.of(o.then(), o.otherwise());
      case Return _ -> List.of();
    };
  }

  /// The values it uses, those passed to targets included.
  default List<Value> operands() {
    return switch (this) {
      case Jump o -> o.target().arguments();
      case Branch o ->
          java.util.stream.Stream.of(
                  List.of(o.left(), o.right()), o.then().arguments(), o.otherwise().arguments())
              .flatMap(List::stream)
              .toList();
      case Return o -> o.value().stream().toList();
    };
  }

  /// The same terminator on other operands; `f` is applied to each operand in order.
  default Terminator mapOperands(UnaryOperator<Value> f) {
    return switch (this) {
      case Jump o -> new Jump(o.target.mapArguments(f), o.span);
      case Branch o ->
          new Branch(
              o.condition,
              f.apply(o.left),
              f.apply(o.right),
              o.then.mapArguments(f),
              o.otherwise.mapArguments(f),
              o.likely,
              o.span);
      case Return o -> new Return(o.value.map(f), o.span);
    };
  }

  /// The same terminator with other targets; `f` is applied to each in order.
  default Terminator mapTargets(UnaryOperator<Target> f) {
    return switch (this) {
      case Jump o -> new Jump(f.apply(o.target), o.span);
      case Branch o ->
          new Branch(
              o.condition,
              o.left,
              o.right,
              f.apply(o.then),
              f.apply(o.otherwise),
              o.likely,
              o.span);
      case Return _ -> this;
    };
  }

  /// The same terminator with another span.
  default Terminator withSpan(@Nullable Span newSpan) {
    return switch (this) {
      case Jump o -> new Jump(o.target, newSpan);
      case Branch o ->
          new Branch(o.condition, o.left, o.right, o.then, o.otherwise, o.likely, newSpan);
      case Return o -> new Return(o.value, newSpan);
    };
  }

  /// A successor block and the values for its parameters.
  record Target(int block, List<Value> arguments) {
    /// Copies the list.
    public Target {
      arguments = List.copyOf(arguments);
    }

    /// The same block with other arguments.
    public Target mapArguments(UnaryOperator<Value> f) {
      return new Target(block, arguments.stream().map(f).toList());
    }
  }

  /// Always goes to the target.
  record Jump(Target target, @Nullable Span span) implements Terminator {}

  /// Goes to `then` when the comparison of two values of one type holds, else to `otherwise`.
  ///
  /// @param likely which way is expected, for block order
  record Branch(
      Condition condition,
      Value left,
      Value right,
      Target then,
      Target otherwise,
      Likely likely,
      @Nullable Span span)
      implements Terminator {}

  /// Ends the function.
  record Return(Optional<Value> value, @Nullable Span span) implements Terminator {}

  /// Expected direction of a branch.
  enum Likely {
    /// No expectation.
    UNKNOWN,
    /// `then`.
    THEN,
    /// `otherwise`.
    OTHERWISE
  }
}
