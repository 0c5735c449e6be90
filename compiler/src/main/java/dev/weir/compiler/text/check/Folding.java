// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Type;
import java.util.Optional;

/// Computes expressions whose operands are known, with the language's arithmetic.
final class Folding {
  private Folding() {}

  /// The value of a constant expression in the form of [Expr.Const]: for `Be` the number meant.
  static Optional<Long> value(Expr expr) {
    return switch (expr) {
      case Expr.Const c when !Poison.is(c) -> Optional.of(c.value());
      case Expr.Unary u -> value(u.operand()).map(v -> wrap(unary(u.op(), v), u.type()));
      case Expr.Binary b -> {
        Optional<Long> left = value(b.left());
        Optional<Long> right = value(b.right());
        yield left.isPresent() && right.isPresent()
            ? Optional.of(wrap(binary(b.op(), left.get(), right.get(), b.type()), b.type()))
            : Optional.empty();
      }
      case Expr.Convert c -> value(c.operand()).map(v -> convert(c, v));
      case Expr.Compare c -> {
        Optional<Long> left = value(c.left());
        Optional<Long> right = value(c.right());
        yield left.isPresent() && right.isPresent()
            ? Optional.of(compare(c, left.get(), right.get()) ? 1L : 0L)
            : Optional.empty();
      }
      case Expr.Logical l -> {
        Optional<Long> left = value(l.left());
        yield left.isEmpty() || (left.get() != 0) != l.and() ? left : value(l.right());
      }
      default -> Optional.empty();
    };
  }

  /// The value cut to the type: sign-extended for signed types, zero-extended for others.
  static long wrap(long value, Type type) {
    int bits = type instanceof Type.Bool ? 1 : type.sizeBytes() * 8;
    if (bits == 0 || bits >= 64) {
      return value;
    }
    long shifted = value << 64 - bits;
    return type.signed() ? shifted >> 64 - bits : shifted >>> 64 - bits;
  }

  /// Whether the type can hold the number; a value that stands for a 64-bit unsigned number is
  /// `unsigned`.
  static boolean fits(long value, boolean unsigned, Type type) {
    if (type.sizeBytes() == 8) {
      return type.signed() ? !unsigned || value >= 0 : unsigned || value >= 0;
    }
    return !(unsigned && value < 0) && wrap(value, type) == value;
  }

  private static long unary(Expr.UnaryOp op, long v) {
    return switch (op) {
      case NEGATE -> -v;
      case COMPLEMENT -> ~v;
      case NOT -> v ^ 1;
    };
  }

  private static long convert(Expr.Convert c, long v) {
    boolean raw =
        c.conversion() == Expr.Conversion.REINTERPRET
            && c.operand().type() instanceof Type.Be != c.type() instanceof Type.Be;
    int bits = c.type().sizeBytes() * 8;
    return wrap(raw ? Long.reverseBytes(v) >>> 64 - bits : v, c.type());
  }

  private static long binary(Expr.BinaryOp op, long a, long b, Type type) {
    boolean signed = type.signed();
    int mask = type.sizeBytes() * 8 - 1;
    return switch (op) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> b == 0 ? 0 : signed ? a / b : Long.divideUnsigned(a, b);
      case MODULO -> b == 0 ? a : signed ? a % b : Long.remainderUnsigned(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHIFT_LEFT -> a << (b & mask);
      case SHIFT_RIGHT -> signed ? a >> (b & mask) : a >>> (b & mask);
    };
  }

  private static boolean compare(Expr.Compare c, long a, long b) {
    int order = c.left().type().signed() ? Long.compare(a, b) : Long.compareUnsigned(a, b);
    return switch (c.op()) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_EQUAL -> order >= 0;
    };
  }
}
