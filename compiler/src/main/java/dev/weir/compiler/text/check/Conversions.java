// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.typed.Block;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Expr.Conversion;
import dev.weir.compiler.text.typed.Type;
import java.util.Optional;

/// What fits where: implicit widening and constants, explicit conversions, common types.
final class Conversions {
  private final Body body;

  Conversions(Body body) {
    this.body = body;
  }

  /// The expression as a value of the type, where that needs no `as`; a problem otherwise.
  Expr coerce(Expr expr, Type type) {
    if (type.equals(Type.NEVER) || expr.type().equals(Type.NEVER) || expr.type().equals(type)) {
      return expr;
    }
    Optional<Expr> fitting = implicit(expr, type);
    if (fitting.isPresent()) {
      return fitting.get();
    }
    body.report(mismatch(expr, type));
    return Poison.at(expr.span());
  }

  /// The expression as a value of the type if that needs no `as`.
  Optional<Expr> implicit(Expr expr, Type type) {
    if (expr.type().equals(type)) {
      return Optional.of(expr);
    }
    if (widens(expr.type(), type)) {
      return Optional.of(fold(new Expr.Convert(Conversion.WIDEN, expr, type, expr.span())));
    }
    Optional<Long> constant = Folding.value(expr);
    boolean number = type instanceof Type.Int || type instanceof Type.Be;
    if (constant.isPresent()
        && expr.type() instanceof Type.Int from
        && number
        && Folding.fits(constant.get(), !from.signed(), type)) {
      return Optional.of(new Expr.Const(constant.get(), type, expr.span()));
    }
    return Optional.empty();
  }

  private static boolean widens(Type from, Type to) {
    return from instanceof Type.Int(int small, boolean signed)
        && to instanceof Type.Int(int large, boolean toSigned)
        && signed == toSigned
        && small < large;
  }

  private static Problem mismatch(Expr expr, Type type) {
    Type from = expr.type();
    Span span = expr.span();
    Optional<Long> constant = Folding.value(expr);
    if (constant.isPresent() && from instanceof Type.Int && type instanceof Type.Int) {
      return TextCode.OUT_OF_RANGE.at(
          "`" + constant.get() + "` does not fit in `" + type + "`",
          span,
          "this number is out of range");
    }
    Problem problem =
        TextCode.TYPE_MISMATCH.at(
            "found `" + from + "`, expected `" + type + "`", span, "this is `" + from + "`");
    if (from instanceof Type.Int && type instanceof Type.Be
        || from instanceof Type.Be && type instanceof Type.Int) {
      return problem.help("convert the byte order: `" + type + "(" + span.text() + ")`");
    }
    if (from instanceof Type.Int && type instanceof Type.Bool) {
      return problem.help("compare it: `" + span.text() + " != 0`");
    }
    boolean castable =
        (from instanceof Type.Int || from instanceof Type.Bool || from instanceof Type.Enumeration)
            && (type instanceof Type.Int || type instanceof Type.Enumeration);
    return castable ? problem.help("convert it: `" + span.text() + " as " + type + "`") : problem;
  }

  /// The expression converted as `as` asks.
  Expr cast(Expr expr, Type type, Span span) {
    Type from = expr.type();
    if (from.equals(type) || from.equals(Type.NEVER) || type.equals(Type.NEVER)) {
      return type.equals(Type.NEVER) ? Poison.at(span) : expr;
    }
    Optional<Expr> converted =
        switch (type) {
          case Type.Int to -> toInt(expr, to, span);
          case Type.Be to -> toBe(expr, to, span);
          case Type.Enumeration to ->
              from instanceof Type.Int
                  ? toInt(expr, to.representation(), span)
                      .map(number -> convert(Conversion.REINTERPRET, number, to, span))
                  : Optional.empty();
          default -> Optional.empty();
        };
    if (converted.isEmpty()) {
      Problem problem =
          TextCode.BAD_CONVERSION.at(
              "`" + from + "` does not convert to `" + type + "`", span, "no such conversion");
      body.report(type instanceof Type.Bool ? problem.help("compare with `!= 0`") : problem);
      return Poison.at(span);
    }
    return fold(converted.get());
  }

  private Optional<Expr> toInt(Expr expr, Type.Int to, Span span) {
    return switch (expr.type()) {
      case Type.Int from -> Optional.of(resize(expr, from, to, span));
      case Type.Bool _ -> {
        Expr number = convert(Conversion.REINTERPRET, expr, Type.U8, span);
        yield Optional.of(resize(number, new Type.Int(1, false), to, span));
      }
      case Type.Enumeration from -> {
        Expr number = convert(Conversion.REINTERPRET, expr, from.representation(), span);
        yield Optional.of(resize(number, from.representation(), to, span));
      }
      case Type.Be from when from.bytes() <= to.bytes() -> {
        Type.Int host = new Type.Int(from.bytes(), false);
        yield Optional.of(resize(convert(Conversion.SWAP, expr, host, span), host, to, span));
      }
      default -> Optional.empty();
    };
  }

  private Optional<Expr> toBe(Expr expr, Type.Be to, Span span) {
    Optional<Long> constant = Folding.value(expr);
    if (constant.isPresent()
        && expr.type() instanceof Type.Int from
        && Folding.fits(constant.get(), !from.signed(), to)) {
      return Optional.of(new Expr.Const(constant.get(), to, span));
    }
    if (!(expr.type() instanceof Type.Int from) || from.bytes() > to.bytes()) {
      return Optional.empty();
    }
    Type.Int host = new Type.Int(to.bytes(), false);
    return Optional.of(convert(Conversion.SWAP, resize(expr, from, host, span), to, span));
  }

  private static Expr resize(Expr expr, Type.Int from, Type.Int to, Span span) {
    if (from.equals(to)) {
      return expr;
    }
    if (from.bytes() == to.bytes()) {
      return convert(Conversion.REINTERPRET, expr, to, span);
    }
    if (from.bytes() > to.bytes()) {
      return convert(Conversion.NARROW, expr, to, span);
    }
    Type.Int wide = new Type.Int(to.bytes(), from.signed());
    Expr widened = convert(Conversion.WIDEN, expr, wide, span);
    return wide.equals(to) ? widened : convert(Conversion.REINTERPRET, widened, to, span);
  }

  private static Expr convert(Conversion conversion, Expr expr, Type type, Span span) {
    return new Expr.Convert(conversion, expr, type, span);
  }

  /// The constant an expression amounts to, or the expression.
  static Expr fold(Expr expr) {
    if (expr instanceof Expr.Const || !expr.type().scalar()) {
      return expr;
    }
    return Folding.value(expr)
        .<Expr>map(value -> new Expr.Const(value, expr.type(), expr.span()))
        .orElse(expr);
  }

  /// The type that values of both types fit without `as`, if there is one.
  static Optional<Type> common(Type one, Type two) {
    if (one.equals(two) || two.equals(Type.NEVER) || widens(two, one)) {
      return Optional.of(one);
    }
    return one.equals(Type.NEVER) || widens(one, two) ? Optional.of(two) : Optional.empty();
  }

  /// The block with its value as the type.
  Block coerce(Block block, Type type) {
    if (block.value().isEmpty() || block.type().equals(type)) {
      return block;
    }
    Expr value = coerce(block.value().get(), type);
    Type blockType = block.type().equals(Type.NEVER) ? Type.NEVER : type;
    return new Block(block.statements(), Optional.of(value), blockType, block.span());
  }
}
