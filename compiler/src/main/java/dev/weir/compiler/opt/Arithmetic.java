// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;

/// What the machine computes, for constants. An `i32` is given and yielded zero-extended.
///
/// @rfc 9669 section 4.1 (arithmetic), 4.2 (byte swaps), 4.3 (comparisons)
final class Arithmetic {
  private Arithmetic() {}

  /// All bits of a scalar of that width.
  static long mask(int bits) {
    return bits >= 64 ? -1L : (1L << bits) - 1;
  }

  static long binary(AluOp op, int bits, long left, long right) {
    return (bits == 32 ? narrow(op, (int) left, (int) right) : wide(op, left, right)) & mask(bits);
  }

  private static long wide(AluOp op, long left, long right) {
    return switch (op) {
      case ADD -> left + right;
      case SUB -> left - right;
      case MUL -> left * right;
      case DIV -> right == 0 ? 0 : Long.divideUnsigned(left, right);
      case SDIV -> right == 0 ? 0 : left / right;
      case OR -> left | right;
      case AND -> left & right;
      case LSH -> left << right;
      case RSH -> left >>> right;
      case MOD -> right == 0 ? left : Long.remainderUnsigned(left, right);
      case SMOD -> right == 0 ? left : left % right;
      case XOR -> left ^ right;
      case ARSH -> left >> right;
    };
  }

  private static long narrow(AluOp op, int left, int right) {
    return switch (op) {
      case ADD -> left + right;
      case SUB -> left - right;
      case MUL -> left * right;
      case DIV -> right == 0 ? 0 : Integer.divideUnsigned(left, right);
      case SDIV -> right == 0 ? 0 : left / right;
      case OR -> left | right;
      case AND -> left & right;
      case LSH -> left << right;
      case RSH -> left >>> right;
      case MOD -> right == 0 ? left : Integer.remainderUnsigned(left, right);
      case SMOD -> right == 0 ? left : left % right;
      case XOR -> left ^ right;
      case ARSH -> left >> right;
    };
  }

  /// The low `bits` (16, 32, 64) with their bytes reversed, zero above.
  static long swap(int bits, long value) {
    return Long.reverseBytes(value) >>> (64 - bits);
  }

  /// The low `fromBits` extended to `bits`.
  static long extend(boolean signed, int fromBits, int bits, long value) {
    int above = 64 - fromBits;
    long moved = value << above;
    return (signed ? moved >> above : moved >>> above) & mask(bits);
  }

  static boolean compare(Condition condition, int bits, long left, long right) {
    long l = bits == 32 ? (int) left : left;
    long r = bits == 32 ? (int) right : right;
    return switch (condition) {
      case EQ -> l == r;
      case NE -> l != r;
      case SET -> (l & r) != 0;
      case GT -> Long.compareUnsigned(l, r) > 0;
      case GE -> Long.compareUnsigned(l, r) >= 0;
      case LT -> Long.compareUnsigned(l, r) < 0;
      case LE -> Long.compareUnsigned(l, r) <= 0;
      case SGT -> l > r;
      case SGE -> l >= r;
      case SLT -> l < r;
      case SLE -> l <= r;
    };
  }
}
