// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.Operation;
import java.util.Optional;

/// What one comparison tells about another of the same value.
///
/// A comparison of two values allows some of three relations, less, equal and greater, and excludes
/// the others. Signed and unsigned order have equality in common only.
final class Implication {
  private static final int LESS = 1;
  private static final int EQUAL = 2;
  private static final int GREATER = 4;
  private static final int ALL = LESS | EQUAL | GREATER;

  private Implication() {}

  /// The answer of `wanted` where `fact` was found to hold or not, empty when that does not tell.
  static Optional<Boolean> of(
      Comparison fact, boolean holds, Comparison wanted, Definitions definitions) {
    if (fact.left().equals(wanted.right()) && fact.right().equals(wanted.left())) {
      Comparison turned = new Comparison(fact.condition().swapped(), fact.right(), fact.left());
      return sameValues(turned.condition(), holds, wanted.condition());
    }
    if (!fact.left().equals(wanted.left())) {
      return Optional.empty();
    }
    if (fact.right().equals(wanted.right())) {
      return sameValues(fact.condition(), holds, wanted.condition());
    }
    return definitions.of(fact.right()) instanceof Operation.Const c
            && definitions.of(wanted.right()) instanceof Operation.Const d
        ? constants(fact.condition(), holds, c.value(), wanted.condition(), d.value())
        : Optional.empty();
  }

  private static Optional<Boolean> sameValues(Condition fact, boolean holds, Condition wanted) {
    if (fact == Condition.SET || wanted == Condition.SET) {
      return fact == wanted ? Optional.of(holds) : Optional.empty();
    }
    int found = holds ? relations(fact) : ALL & ~relations(fact);
    boolean comparable =
        isSigned(fact) == isSigned(wanted) || isEquality(fact) || isEquality(wanted);
    if (!comparable) {
      return found == EQUAL ? Optional.of((relations(wanted) & EQUAL) != 0) : Optional.empty();
    }
    return decide(found, relations(wanted));
  }

  private static Optional<Boolean> decide(int found, int wanted) {
    if ((found & ~wanted) == 0) {
      return Optional.of(true);
    }
    return (found & wanted) == 0 ? Optional.of(false) : Optional.empty();
  }

  private static int relations(Condition condition) {
    return switch (condition) {
      case EQ -> EQUAL;
      case NE -> LESS | GREATER;
      case LT, SLT -> LESS;
      case LE, SLE -> LESS | EQUAL;
      case GT, SGT -> GREATER;
      case GE, SGE -> GREATER | EQUAL;
      case SET -> throw new IllegalArgumentException("a bit test is no order");
    };
  }

  private static boolean isSigned(Condition condition) {
    return switch (condition) {
      case SLT, SLE, SGT, SGE -> true;
      case EQ, NE, LT, LE, GT, GE, SET -> false;
    };
  }

  private static boolean isEquality(Condition condition) {
    return condition == Condition.EQ || condition == Condition.NE;
  }

  /// `x < 10` tells that `x < 20`: unsigned, as ranges of `x` from `low` to `high`, both included.
  private static Optional<Boolean> constants(
      Condition fact, boolean holds, long c, Condition wanted, long d) {
    Condition found = holds ? fact : fact == Condition.SET ? fact : fact.negated();
    long low = 0;
    long high = -1;
    switch (found) {
      case EQ -> {
        low = c;
        high = c;
      }
      case LE -> high = c;
      case GE -> low = c;
      case LT -> {
        if (c == 0) {
          return Optional.empty();
        }
        high = c - 1;
      }
      case GT -> {
        if (c == -1) {
          return Optional.empty();
        }
        low = c + 1;
      }
      case NE, SET, SGT, SGE, SLT, SLE -> {
        return Optional.empty();
      }
    }
    return within(low, high, wanted, d);
  }

  private static Optional<Boolean> within(long low, long high, Condition wanted, long d) {
    boolean below = Long.compareUnsigned(d, low) < 0;
    boolean above = Long.compareUnsigned(d, high) > 0;
    boolean atLow = d == low;
    boolean atHigh = d == high;
    return switch (wanted) {
      case EQ -> below || above ? Optional.of(false) : only(low, high, true);
      case NE -> below || above ? Optional.of(true) : only(low, high, false);
      case LT -> above ? Optional.of(true) : below || atLow ? Optional.of(false) : Optional.empty();
      case GE -> above ? Optional.of(false) : below || atLow ? Optional.of(true) : Optional.empty();
      case LE ->
          above || atHigh ? Optional.of(true) : below ? Optional.of(false) : Optional.empty();
      case GT ->
          above || atHigh ? Optional.of(false) : below ? Optional.of(true) : Optional.empty();
      case SET, SGT, SGE, SLT, SLE -> Optional.empty();
    };
  }

  /// Inside the range the answer is known when the range is one number.
  private static Optional<Boolean> only(long low, long high, boolean answer) {
    return low == high ? Optional.of(answer) : Optional.empty();
  }
}
