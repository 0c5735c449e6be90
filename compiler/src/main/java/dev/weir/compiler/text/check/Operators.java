// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.BinaryOperator;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks operators with two operands.
final class Operators {
  private final Body body;
  private final Expressions expressions;

  Operators(Body body, Expressions expressions) {
    this.body = body;
    this.expressions = expressions;
  }

  Expr binary(Expression.Binary binary, @Nullable Type expected) {
    BinaryOperator operator = binary.operator();
    if (operator.logical()) {
      Expr left = expressions.value(binary.left(), Type.BOOL);
      Expr right = expressions.value(binary.right(), Type.BOOL);
      return Conversions.fold(
          new Expr.Logical(operator == BinaryOperator.AND, left, right, binary.span()));
    }
    if (operator.shift()) {
      Expr left =
          expressions.value(
              binary.left(), Expressions.untyped(binary.left()) ? numeric(expected) : null);
      Expr right = expressions.value(binary.right(), count(binary.right(), left));
      return apply(operator, left, right, binary.operatorSpan(), binary.span());
    }
    boolean bareLeft = Expressions.untyped(binary.left());
    boolean bareRight = Expressions.untyped(binary.right());
    if (bareLeft && !bareRight) {
      Expr right = expressions.value(binary.right(), null);
      Expr left = expressions.value(binary.left(), numeric(right.type()));
      return apply(operator, left, right, binary.operatorSpan(), binary.span());
    }
    Type hint = bareLeft && !operator.comparison() ? numeric(expected) : null;
    Expr left = expressions.value(binary.left(), hint);
    Expr right = expressions.value(binary.right(), bareRight ? numeric(left.type()) : null);
    return apply(operator, left, right, binary.operatorSpan(), binary.span());
  }

  private static @Nullable Type count(Expression right, Expr left) {
    return Expressions.untyped(right) && left.type() instanceof Type.Int ? Type.U32 : null;
  }

  private static @Nullable Type numeric(@Nullable Type type) {
    return type instanceof Type.Int || type instanceof Type.Be ? type : null;
  }

  /// The operator applied to checked operands, brought to a common type.
  Expr apply(BinaryOperator operator, Expr left, Expr right, Span at, Span span) {
    if (left.type().equals(Type.NEVER) || right.type().equals(Type.NEVER)) {
      return Poison.at(span);
    }
    if (operator.shift()) {
      return shift(operator, left, right, at, span);
    }
    Optional<Type> common = common(left, right);
    if (common.isEmpty()) {
      body.report(
          different(operator, left, right, at)
              .with(left.span(), "`" + left.type() + "`")
              .with(right.span(), "`" + right.type() + "`"));
      return Poison.at(span);
    }
    Type type = common.get();
    Expr a = expressions.conversions().coerce(left, type);
    Expr b = expressions.conversions().coerce(right, type);
    if (!applies(operator, type)) {
      Problem problem =
          TextCode.BAD_OPERATOR.at(
              "`" + operator.text() + "` does not apply to `" + type + "`", at, "");
      body.report(
          type instanceof Type.Be be
              ? problem.help("convert to host order first: `u" + be.bytes() * 8 + "(...)`")
              : problem);
      return Poison.at(span);
    }
    return operator.comparison()
        ? Conversions.fold(new Expr.Compare(comparison(operator), a, b, span))
        : Conversions.fold(new Expr.Binary(arithmetic(operator), a, b, type, span));
  }

  private Optional<Type> common(Expr left, Expr right) {
    Optional<Type> common = Conversions.common(left.type(), right.type());
    if (common.isPresent()) {
      return common;
    }
    if (expressions.conversions().implicit(right, left.type()).isPresent()) {
      return Optional.of(left.type());
    }
    return expressions.conversions().implicit(left, right.type()).isPresent()
        ? Optional.of(right.type())
        : Optional.empty();
  }

  private static Problem different(BinaryOperator operator, Expr left, Expr right, Span at) {
    Problem problem =
        TextCode.TYPE_MISMATCH.at(
            "`" + operator.text() + "` on `" + left.type() + "` and `" + right.type() + "`",
            at,
            "operands of different types");
    if (left.type() instanceof Type.Be be && right.type() instanceof Type.Int) {
      return problem.help(
          "bring them to one byte order: `u" + be.bytes() * 8 + "(" + left.span().text() + ")`");
    }
    if (right.type() instanceof Type.Be be && left.type() instanceof Type.Int) {
      return problem.help(
          "bring them to one byte order: `u" + be.bytes() * 8 + "(" + right.span().text() + ")`");
    }
    return left.type() instanceof Type.Int && right.type() instanceof Type.Int
        ? problem.help("convert one: `" + right.span().text() + " as " + left.type() + "`")
        : problem;
  }

  private static boolean applies(BinaryOperator operator, Type type) {
    boolean equality = operator == BinaryOperator.EQUAL || operator == BinaryOperator.NOT_EQUAL;
    return switch (type) {
      case Type.Int _ -> true;
      case Type.Be _ ->
          equality
              || operator == BinaryOperator.BIT_AND
              || operator == BinaryOperator.BIT_OR
              || operator == BinaryOperator.BIT_XOR;
      case Type.Bool _, Type.Enumeration _, Type.Ip6 _, Type.Mac _ -> equality;
      case Type.Array _,
          Type.Struct _,
          Type.View _,
          Type.Socket _,
          Type.Packet _,
          Type.Context _,
          Type.Verdict _,
          Type.None _,
          Type.Never _ ->
          false;
    };
  }

  private Expr shift(BinaryOperator operator, Expr left, Expr right, Span at, Span span) {
    if (!(left.type() instanceof Type.Int) || !(right.type() instanceof Type.Int)) {
      body.report(
          TextCode.BAD_OPERATOR.at(
              "`" + operator.text() + "` on `" + left.type() + "` and `" + right.type() + "`",
              at,
              "expected integers"));
      return Poison.at(span);
    }
    Expr count = expressions.conversions().cast(right, left.type(), right.span());
    return Conversions.fold(new Expr.Binary(arithmetic(operator), left, count, left.type(), span));
  }

  private static Expr.CompareOp comparison(BinaryOperator operator) {
    return switch (operator) {
      case EQUAL -> Expr.CompareOp.EQUAL;
      case NOT_EQUAL -> Expr.CompareOp.NOT_EQUAL;
      case LESS -> Expr.CompareOp.LESS;
      case LESS_EQUAL -> Expr.CompareOp.LESS_EQUAL;
      case GREATER -> Expr.CompareOp.GREATER;
      case GREATER_EQUAL -> Expr.CompareOp.GREATER_EQUAL;
      default -> throw new IllegalArgumentException(operator.text());
    };
  }

  private static Expr.BinaryOp arithmetic(BinaryOperator operator) {
    return switch (operator) {
      case MULTIPLY -> Expr.BinaryOp.MULTIPLY;
      case DIVIDE -> Expr.BinaryOp.DIVIDE;
      case MODULO -> Expr.BinaryOp.MODULO;
      case ADD -> Expr.BinaryOp.ADD;
      case SUBTRACT -> Expr.BinaryOp.SUBTRACT;
      case SHIFT_LEFT -> Expr.BinaryOp.SHIFT_LEFT;
      case SHIFT_RIGHT -> Expr.BinaryOp.SHIFT_RIGHT;
      case BIT_AND -> Expr.BinaryOp.AND;
      case BIT_XOR -> Expr.BinaryOp.XOR;
      case BIT_OR -> Expr.BinaryOp.OR;
      default -> throw new IllegalArgumentException(operator.text());
    };
  }
}
