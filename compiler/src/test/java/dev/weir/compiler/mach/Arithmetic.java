// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;

/// What arithmetic and comparisons mean, in both widths; shared by the two machines of these tests
/// and written from RFC 9669, not from the code generator.
final class Arithmetic {
  private static final long LOW = 0xffff_ffffL;

  private Arithmetic() {}

  static long alu(AluOp op, int bits, long left, long right) {
    return bits == 64 ? alu64(op, left, right) : alu32(op, (int) left, (int) right) & LOW;
  }

  private static long alu64(AluOp op, long a, long b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> b == 0 ? 0 : Long.divideUnsigned(a, b);
      case SDIV -> b == 0 ? 0 : a / b;
      case OR -> a | b;
      case AND -> a & b;
      case LSH -> a << b;
      case RSH -> a >>> b;
      case MOD -> b == 0 ? a : Long.remainderUnsigned(a, b);
      case SMOD -> b == 0 ? a : a % b;
      case XOR -> a ^ b;
      case ARSH -> a >> b;
    };
  }

  private static long alu32(AluOp op, int a, int b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> b == 0 ? 0 : Integer.divideUnsigned(a, b);
      case SDIV -> b == 0 ? 0 : a / b;
      case OR -> a | b;
      case AND -> a & b;
      case LSH -> a << b;
      case RSH -> a >>> b;
      case MOD -> b == 0 ? a : Integer.remainderUnsigned(a, b);
      case SMOD -> b == 0 ? a : a % b;
      case XOR -> a ^ b;
      case ARSH -> a >> b;
    };
  }

  static boolean holds(Condition condition, int bits, long left, long right) {
    long a = bits == 64 ? left : left & LOW;
    long b = bits == 64 ? right : right & LOW;
    long sa = bits == 64 ? left : (int) left;
    long sb = bits == 64 ? right : (int) right;
    return switch (condition) {
      case EQ -> a == b;
      case NE -> a != b;
      case GT -> Long.compareUnsigned(a, b) > 0;
      case GE -> Long.compareUnsigned(a, b) >= 0;
      case LT -> Long.compareUnsigned(a, b) < 0;
      case LE -> Long.compareUnsigned(a, b) <= 0;
      case SET -> (a & b) != 0;
      case SGT -> sa > sb;
      case SGE -> sa >= sb;
      case SLT -> sa < sb;
      case SLE -> sa <= sb;
    };
  }

  static long swap(int bits, long value) {
    return switch (bits) {
      case 16 -> Short.toUnsignedLong(Short.reverseBytes((short) value));
      case 32 -> Integer.toUnsignedLong(Integer.reverseBytes((int) value));
      default -> Long.reverseBytes(value);
    };
  }

  /// The low bits of a value, sign-extended.
  static long signExtend(int bits, long value) {
    return value << (64 - bits) >> (64 - bits);
  }

  /// What the helpers of these tests compute.
  static long helper(int id, long... arguments) {
    long hash = id * 0x9e37_79b9_7f4a_7c15L;
    for (long argument : arguments) {
      hash = (hash ^ argument) * 0xbf58_476d_1ce4_e5b9L;
      hash ^= hash >>> 29;
    }
    return hash;
  }
}
