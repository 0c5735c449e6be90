// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Width;

/// What arithmetic does to the rough ranges of the generator.
final class AluGuess {
  private static final long LOW_HALF = 0xffffffffL;

  private AluGuess() {}

  static Value guess(AluOp op, Width width, Value left, Value right) {
    if (!left.isScalar() || !right.isScalar()) {
      return left.isPointer() && right.isPointer() && op == AluOp.SUB ? Value.UNKNOWN : Value.NONE;
    }
    Value result = guess(op, left, right);
    return width == Width.W64 || result.isBounded(LOW_HALF) ? result : Value.scalar(0, LOW_HALF);
  }

  private static Value guess(AluOp op, Value left, Value right) {
    boolean constant = right.high() >= 0 && right.low() == right.high();
    boolean small = left.isBounded(1 << 24) && right.isBounded(1 << 24);
    return switch (op) {
      case ADD -> small ? sum(left, right) : Value.UNKNOWN;
      case AND ->
          right.high() >= 0
              ? Value.scalar(0, right.high())
              : left.high() >= 0 ? Value.scalar(0, left.high()) : Value.UNKNOWN;
      case OR, XOR ->
          small
              ? Value.scalar(0, (Long.highestOneBit(left.high() | right.high() | 1) << 1) - 1)
              : Value.UNKNOWN;
      case MUL -> small ? Value.scalar(0, left.high() * right.high()) : Value.UNKNOWN;
      case LSH ->
          small && constant && right.high() < 24
              ? Value.scalar(0, left.high() << right.high())
              : Value.UNKNOWN;
      case RSH ->
          constant && right.high() < 64
              ? left.high() >= 0
                  ? Value.scalar(0, left.high() >>> right.high())
                  : right.high() == 0 ? Value.UNKNOWN : Value.scalar(0, -1L >>> right.high())
              : Value.UNKNOWN;
      case SUB, DIV, SDIV, MOD, SMOD, ARSH -> Value.UNKNOWN;
    };
  }

  private static Value sum(Value left, Value right) {
    return Value.scalar(left.low() + right.low(), left.high() + right.high());
  }
}
