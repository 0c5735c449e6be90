// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.declare;

import java.lang.classfile.Opcode;
import java.util.OptionalLong;

/// What Java's integer instructions make of constants.
final class ConstantArithmetic {
  private ConstantArithmetic() {}

  /// The result of a conversion or negation; empty for those of floating point.
  static OptionalLong of(Opcode opcode, long a) {
    return switch (opcode) {
      case I2L -> OptionalLong.of(a);
      case L2I -> OptionalLong.of((int) a);
      case I2B -> OptionalLong.of((byte) a);
      case I2C -> OptionalLong.of((char) a);
      case I2S -> OptionalLong.of((short) a);
      case INEG -> OptionalLong.of(-(int) a);
      case LNEG -> OptionalLong.of(-a);
      default -> OptionalLong.empty();
    };
  }

  /// Whether an instruction has one operand.
  static boolean isUnary(Opcode opcode) {
    return opcode == Opcode.INEG || opcode == Opcode.LNEG;
  }

  /// The result of an operation with two operands; empty where Java would throw an exception, and
  /// for floating point.
  static OptionalLong of(Opcode opcode, long a, long b) {
    return switch (opcode) {
      case IADD -> OptionalLong.of((int) (a + b));
      case ISUB -> OptionalLong.of((int) (a - b));
      case IMUL -> OptionalLong.of((int) (a * b));
      case IDIV -> b == 0 ? OptionalLong.empty() : OptionalLong.of((int) a / (int) b);
      case IREM -> b == 0 ? OptionalLong.empty() : OptionalLong.of((int) a % (int) b);
      case ISHL -> OptionalLong.of((int) a << (int) b);
      case ISHR -> OptionalLong.of((int) a >> (int) b);
      case IUSHR -> OptionalLong.of((int) a >>> (int) b);
      case LADD -> OptionalLong.of(a + b);
      case LSUB -> OptionalLong.of(a - b);
      case LMUL -> OptionalLong.of(a * b);
      case LDIV -> b == 0 ? OptionalLong.empty() : OptionalLong.of(a / b);
      case LREM -> b == 0 ? OptionalLong.empty() : OptionalLong.of(a % b);
      case LSHL -> OptionalLong.of(a << b);
      case LSHR -> OptionalLong.of(a >> b);
      case LUSHR -> OptionalLong.of(a >>> b);
      case IAND, LAND -> OptionalLong.of(a & b);
      case IOR, LOR -> OptionalLong.of(a | b);
      case IXOR, LXOR -> OptionalLong.of(a ^ b);
      default -> OptionalLong.empty();
    };
  }
}
