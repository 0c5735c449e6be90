// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Operation.Binary;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.opt.Rewriter.Outcome;
import java.util.Optional;

/// Rules for arithmetic: constants, neutral and absorbing operands, and chains of constants.
final class BinaryRules {
  private BinaryRules() {}

  static Optional<Outcome> rewrite(Binary o, Rewriter rewriter) {
    Definitions definitions = rewriter.definitions();
    int bits = o.result().type().bits();
    Operation left = definitions.of(o.left());
    Operation right = definitions.of(o.right());
    if (left instanceof Operation.Const l && right instanceof Operation.Const r) {
      return constant(o, Arithmetic.binary(o.op(), bits, l.value(), r.value()));
    }
    if (left instanceof Operation.Const && KnownBits.commutes(o.op())) {
      return become(new Binary(o.result(), o.op(), o.right(), o.left(), o.span()));
    }
    if (right instanceof Operation.Const r) {
      return withConstant(o, bits, r.value(), rewriter);
    }
    return o.left().equals(o.right()) ? withItself(o) : Optional.empty();
  }

  /// `x op x`.
  private static Optional<Outcome> withItself(Binary o) {
    return switch (o.op()) {
      case SUB, XOR -> constant(o, 0);
      case AND, OR -> same(o.left());
      case ADD, MUL, DIV, SDIV, LSH, RSH, MOD, SMOD, ARSH -> Optional.empty();
    };
  }

  /// `x op c`.
  private static Optional<Outcome> withConstant(Binary o, int bits, long c, Rewriter rewriter) {
    long ones = Arithmetic.mask(bits);
    Optional<Outcome> identity =
        switch (o.op()) {
          case ADD, XOR -> c == 0 ? same(o.left()) : Optional.empty();
          case SUB -> c == 0 ? same(o.left()) : negated(o, c, rewriter);
          case OR -> c == 0 ? same(o.left()) : c == ones ? constant(o, ones) : Optional.empty();
          case AND -> c == 0 ? constant(o, 0) : mask(o, c, rewriter.definitions());
          case MUL -> c == 0 ? constant(o, 0) : c == 1 ? same(o.left()) : Optional.empty();
          case DIV, SDIV -> c == 0 ? constant(o, 0) : c == 1 ? same(o.left()) : Optional.empty();
          case MOD, SMOD -> c == 0 ? same(o.left()) : c == 1 ? constant(o, 0) : Optional.empty();
          case LSH, RSH, ARSH -> shift(o, bits, c, rewriter);
        };
    return identity
        .or(() -> chain(o, bits, c, rewriter))
        .or(() -> notComparison(o, c, rewriter.definitions()));
  }

  /// A subtraction of a constant is an addition, which chains and addresses build on.
  private static Optional<Outcome> negated(Binary o, long c, Rewriter rewriter) {
    Value negative = rewriter.constant(o.result().type(), -c);
    return become(new Binary(o.result(), AluOp.ADD, o.left(), negative, o.span()));
  }

  /// A mask that removes nothing the verifier does not know to be zero.
  private static Optional<Outcome> mask(Binary o, long c, Definitions definitions) {
    long seen = KnownBits.seen(o.left(), definitions);
    return (seen & ~c) == 0 ? same(o.left()) : Optional.empty();
  }

  private static Optional<Outcome> shift(Binary o, int bits, long c, Rewriter rewriter) {
    long count = c & (bits - 1);
    if (count == 0) {
      return same(o.left());
    }
    if (count != c) {
      Value masked = rewriter.constant(o.result().type(), count);
      return become(new Binary(o.result(), o.op(), o.left(), masked, o.span()));
    }
    return Optional.empty();
  }

  /// `(x op c1) op c2` is `x op (c1 . c2)`.
  private static Optional<Outcome> chain(Binary o, int bits, long c, Rewriter rewriter) {
    if (!(rewriter.definitions().of(o.left()) instanceof Binary inner)
        || inner.op() != o.op()
        || !(rewriter.definitions().of(inner.right()) instanceof Operation.Const first)) {
      return Optional.empty();
    }
    return switch (o.op()) {
      case ADD, MUL, AND, OR, XOR -> {
        long combined = Arithmetic.binary(o.op(), bits, first.value(), c);
        yield chained(o, inner, combined, rewriter);
      }
      case LSH, RSH ->
          first.value() + c < bits
              ? chained(o, inner, first.value() + c, rewriter)
              : constant(o, 0);
      case ARSH -> chained(o, inner, Math.min(first.value() + c, bits - 1L), rewriter);
      case SUB, DIV, SDIV, MOD, SMOD -> Optional.empty();
    };
  }

  private static Optional<Outcome> chained(
      Binary o, Binary inner, long combined, Rewriter rewriter) {
    Value constant = rewriter.constant(o.result().type(), combined);
    return become(new Binary(o.result(), o.op(), inner.left(), constant, o.span()));
  }

  /// `(a < b) ^ 1` is `a >= b`.
  private static Optional<Outcome> notComparison(Binary o, long c, Definitions definitions) {
    return o.op() == AluOp.XOR
            && c == 1
            && definitions.of(o.left()) instanceof Operation.Compare compare
            && compare.condition() != Condition.SET
            && compare.left().type().isScalar()
        ? become(
            new Operation.Compare(
                o.result(),
                compare.condition().negated(),
                compare.left(),
                compare.right(),
                o.span()))
        : Optional.empty();
  }

  private static Optional<Outcome> same(Value value) {
    return Optional.of(new Outcome.Same(value));
  }

  private static Optional<Outcome> become(Operation operation) {
    return Optional.of(new Outcome.Become(operation));
  }

  private static Optional<Outcome> constant(Binary o, long value) {
    return become(new Operation.Const(o.result(), value, o.span()));
  }
}
