// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.Condition;
import java.util.List;
import java.util.Optional;
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

  /// A successor block and the values for its parameters.
  record Target(int block, List<Value> arguments) {
    /// Copies the list.
    public Target {
      arguments = List.copyOf(arguments);
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
