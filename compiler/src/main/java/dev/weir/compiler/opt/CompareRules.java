// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Value;
import java.util.Optional;
import java.util.function.Predicate;

/// Rules for what a comparison compares. The condition on an index stays on the index: only
/// comparisons of comparisons, and equalities of byte-swapped values, move to other operands.
final class CompareRules {
  private final Rewriter rewriter;
  private final Predicate<Operation.Compare> mayMove;

  private CompareRules(Rewriter rewriter, Predicate<Operation.Compare> mayMove) {
    this.rewriter = rewriter;
    this.mayMove = mayMove;
  }

  /// The comparison after all rules; the same when none matches.
  ///
  /// @param mayMove whether a comparison found below may be made here as well
  static Comparison simplify(
      Comparison comparison, Rewriter rewriter, Predicate<Operation.Compare> mayMove) {
    CompareRules rules = new CompareRules(rewriter, mayMove);
    Comparison current = comparison;
    Optional<Comparison> next = rules.step(current);
    while (next.isPresent()) {
      current = next.get();
      next = rules.step(current);
    }
    return current;
  }

  private Optional<Comparison> step(Comparison c) {
    return constantRight(c)
        .or(() -> ofComparison(c))
        .or(() -> ofSwap(c))
        .or(() -> ofMaskedSwap(c))
        .or(() -> ofTwoSwaps(c));
  }

  private boolean isConstant(Value value) {
    return rewriter.definitions().of(value) instanceof Operation.Const;
  }

  private static boolean isEquality(Comparison c) {
    return c.condition() == Condition.EQ || c.condition() == Condition.NE;
  }

  /// `5 < x` is `x > 5`.
  private Optional<Comparison> constantRight(Comparison c) {
    return isConstant(c.left()) && !isConstant(c.right())
        ? Optional.of(new Comparison(c.condition().swapped(), c.right(), c.left()))
        : Optional.empty();
  }

  /// `(a < b) != 0` is `a < b`; `(a < b) == 0` is `a >= b`; the same with 1 for the other answer,
  /// and through an extension.
  private Optional<Comparison> ofComparison(Comparison c) {
    Definitions definitions = rewriter.definitions();
    Operation left = definitions.of(c.left());
    if (left instanceof Operation.Extend extend && !extend.signed()) {
      left = definitions.of(extend.value());
    }
    if (!(left instanceof Operation.Compare inner) || !isEquality(c) || !mayMove.test(inner)) {
      return Optional.empty();
    }
    boolean zero = definitions.is(c.right(), 0);
    if (!zero && !definitions.is(c.right(), 1)) {
      return Optional.empty();
    }
    boolean negate = (c.condition() == Condition.EQ) == zero;
    if (negate && inner.condition() == Condition.SET) {
      return Optional.empty();
    }
    Condition condition = negate ? inner.condition().negated() : inner.condition();
    return Optional.of(new Comparison(condition, inner.left(), inner.right()));
  }

  /// `swap16(x) == c` is `x == swap16(c)` when `x` has no more bits and `c` neither.
  private Optional<Comparison> ofSwap(Comparison c) {
    Definitions definitions = rewriter.definitions();
    if ((!isEquality(c) && c.condition() != Condition.SET)
        || !(definitions.of(c.left()) instanceof Operation.Swap swap)
        || !(definitions.of(c.right()) instanceof Operation.Const constant)
        || !fits(swap.value(), swap.bits())
        || (constant.value() & ~Arithmetic.mask(swap.bits())) != 0) {
      return Optional.empty();
    }
    Value swapped =
        rewriter.constant(c.right().type(), Arithmetic.swap(swap.bits(), constant.value()));
    return Optional.of(new Comparison(c.condition(), swap.value(), swapped));
  }

  /// `(swap16(x) & m) == c` is `(x & swap16(m)) == swap16(c)`: for flags in network order.
  private Optional<Comparison> ofMaskedSwap(Comparison c) {
    Definitions definitions = rewriter.definitions();
    if (!isEquality(c)
        || !(definitions.of(c.right()) instanceof Operation.Const constant)
        || !(definitions.of(c.left()) instanceof Operation.Binary and)
        || and.op() != AluOp.AND
        || !(definitions.of(and.left()) instanceof Operation.Swap swap)
        || !(definitions.of(and.right()) instanceof Operation.Const mask)) {
      return Optional.empty();
    }
    long low = Arithmetic.mask(swap.bits());
    if ((constant.value() & ~low) != 0) {
      return Optional.empty();
    }
    Value newMask =
        rewriter.constant(and.right().type(), Arithmetic.swap(swap.bits(), mask.value() & low));
    Value masked =
        rewriter.emit(
            new Operation.Binary(
                rewriter.fresh(and.result().type()), AluOp.AND, swap.value(), newMask, and.span()));
    Value swapped =
        rewriter.constant(c.right().type(), Arithmetic.swap(swap.bits(), constant.value()));
    return Optional.of(new Comparison(c.condition(), masked, swapped));
  }

  /// `swap16(x) == swap16(y)` is `x == y` when neither has more bits.
  private Optional<Comparison> ofTwoSwaps(Comparison c) {
    Definitions definitions = rewriter.definitions();
    return isEquality(c)
            && definitions.of(c.left()) instanceof Operation.Swap left
            && definitions.of(c.right()) instanceof Operation.Swap right
            && left.bits() == right.bits()
            && fits(left.value(), left.bits())
            && fits(right.value(), right.bits())
        ? Optional.of(new Comparison(c.condition(), left.value(), right.value()))
        : Optional.empty();
  }

  private boolean fits(Value value, int bits) {
    return (KnownBits.possible(value, rewriter.definitions()) & ~Arithmetic.mask(bits)) == 0;
  }
}
