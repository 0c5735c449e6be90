// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import dev.weir.bytecode.isa.Condition;
import java.util.Map;
import java.util.Optional;

/// A branch that compares a pointer with null.
///
/// @param pointer the value compared
/// @param nonNullTarget which of the branch's targets is taken when it is not null: 0 or 1
public record NullTest(Value pointer, int nonNullTarget) {

  /// The null test a terminator makes, directly or through a materialised comparison; empty when it
  /// makes none.
  ///
  /// @param definitions the operations of the function by the value they define
  public static Optional<NullTest> of(Terminator terminator, Map<Integer, Operation> definitions) {
    if (!(terminator instanceof Terminator.Branch branch)) {
      return Optional.empty();
    }
    return of(branch.condition(), branch.left(), branch.right(), definitions);
  }

  private static Optional<NullTest> of(
      Condition condition, Value left, Value right, Map<Integer, Operation> definitions) {
    if ((condition != Condition.EQ && condition != Condition.NE)) {
      return Optional.empty();
    }
    if (isZero(left, definitions)) {
      return of(condition, right, left, definitions);
    }
    if (!isZero(right, definitions)) {
      return Optional.empty();
    }
    if (!left.type().isScalar()) {
      return Optional.of(new NullTest(left, condition == Condition.NE ? 0 : 1));
    }
    if (definitions.get(left.id()) instanceof Operation.Compare compare) {
      return of(compare.condition(), compare.left(), compare.right(), definitions)
          .map(test ->
              condition == Condition.NE
                  ? test
                  : new NullTest(test.pointer(), 1 - test.nonNullTarget()));
    }
    return Optional.empty();
  }

  private static boolean isZero(Value value, Map<Integer, Operation> definitions) {
    return definitions.get(value.id()) instanceof Operation.Const constant && constant.value() == 0;
  }
}
