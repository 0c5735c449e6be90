// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Width;

/// What the instructions compute, for tests.
final class Machine {
  private Machine() {}

  static long compute(AluOp op, Width width, long a, long b) {
    return width == Width.W64 ? wide(op, a, b) : narrow(op, (int) a, (int) b) & 0xffff_ffffL;
  }

  private static long wide(AluOp op, long a, long b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> b == 0 ? 0 : Long.divideUnsigned(a, b);
      case SDIV -> b == 0 ? 0 : a / b;
      case MOD -> b == 0 ? a : Long.remainderUnsigned(a, b);
      case SMOD -> b == 0 ? a : a % b;
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case LSH -> a << b;
      case RSH -> a >>> b;
      case ARSH -> a >> b;
    };
  }

  private static int narrow(AluOp op, int a, int b) {
    return switch (op) {
      case DIV -> b == 0 ? 0 : Integer.divideUnsigned(a, b);
      case SDIV -> b == 0 ? 0 : a / b;
      case MOD -> b == 0 ? a : Integer.remainderUnsigned(a, b);
      case SMOD -> b == 0 ? a : a % b;
      case LSH -> a << b;
      case RSH -> a >>> b;
      case ARSH -> a >> b;
      case ADD, SUB, MUL, AND, OR, XOR -> (int) wide(op, a, b);
    };
  }

  static boolean holds(Condition condition, Width width, long a, long b) {
    long left = width == Width.W64 ? a : (int) a;
    long right = width == Width.W64 ? b : (int) b;
    int unsigned =
        width == Width.W64 ? Long.compareUnsigned(a, b) : Integer.compareUnsigned((int) a, (int) b);
    return switch (condition) {
      case EQ -> left == right;
      case NE -> left != right;
      case SET -> (left & right) != 0;
      case GT -> unsigned > 0;
      case GE -> unsigned >= 0;
      case LT -> unsigned < 0;
      case LE -> unsigned <= 0;
      case SGT -> left > right;
      case SGE -> left >= right;
      case SLT -> left < right;
      case SLE -> left <= right;
    };
  }
}
