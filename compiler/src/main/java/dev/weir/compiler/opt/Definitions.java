// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Which operation defines a value, and how often a value is used.
///
/// A pass that rewrites operations as it goes tells of it with [#define], so that later questions
/// see the new form.
final class Definitions {
  private final Map<Integer, Operation> operations = new HashMap<>();
  private final Map<Integer, Integer> uses = new HashMap<>();

  private Definitions() {}

  /// The definitions of a function.
  static Definitions of(IrFunction function) {
    Definitions definitions = new Definitions();
    for (IrBlock block : function.blocks()) {
      for (Operation operation : block.operations()) {
        definitions.define(operation);
        operation.operands().forEach(definitions::count);
      }
      block.terminator().operands().forEach(definitions::count);
    }
    return definitions;
  }

  private void count(Value value) {
    uses.merge(value.id(), 1, Integer::sum);
  }

  /// Takes note of an operation that is new or replaces the one that defined its result.
  void define(Operation operation) {
    operation.definition().ifPresent(value -> operations.put(value.id(), operation));
  }

  /// The operation that defines a value, null for a parameter.
  @Nullable Operation of(Value value) {
    return operations.get(value.id());
  }

  /// The value as a constant, empty when it is none.
  OptionalLong constant(Value value) {
    return of(value) instanceof Operation.Const constant
        ? OptionalLong.of(constant.value())
        : OptionalLong.empty();
  }

  /// Whether the value is this constant.
  boolean is(Value value, long wanted) {
    return of(value) instanceof Operation.Const constant && constant.value() == wanted;
  }

  /// How often the value was used when the function was looked at.
  int uses(Value value) {
    return uses.getOrDefault(value.id(), 0);
  }
}
