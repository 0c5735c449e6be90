// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.text.typed.Type;
import java.lang.classfile.Opcode;

/// Java's operators on `int` and `long`, exactly as the language defines them.
final class Arithmetic {
  private final FunctionLowering in;
  private final FunctionBuilder builder;

  Arithmetic(FunctionLowering in) {
    this.in = in;
    this.builder = in.builder;
  }

  static boolean isWide(Operand.Scalar scalar) {
    return scalar.value().type().equals(IrType.I64);
  }

  private Operand.Scalar of(boolean wide, Value value, Range range) {
    if (range.isConstant()) {
      return constant(wide, range.min());
    }
    return new Operand.Scalar(wide ? Type.I64 : Type.I32, value, range);
  }

  Operand.Scalar constant(boolean wide, long value) {
    return new Operand.Scalar(
        wide ? Type.I64 : Type.I32,
        builder.constant(wide ? IrType.I64 : IrType.I32, value),
        Range.constant(value));
  }

  /// The result of a binary operator; both operands have its width, except counts of shifts.
  Operand.Scalar binary(CallSite call, Opcode opcode, Operand.Scalar a, Operand.Scalar b) {
    boolean wide = isWide(a);
    Range x = a.range();
    Range y = b.range();
    return switch (opcode) {
      case IADD, LADD -> add(a, b);
      case ISUB, LSUB -> subtract(a, b);
      case IMUL, LMUL -> of(wide, op(AluOp.MUL, a, b), Ranges.multiply(wide, x, y));
      case IDIV, LDIV -> divide(call, a, b);
      case IREM, LREM -> remainder(call, a, b);
      case IAND, LAND -> of(wide, op(AluOp.AND, a, b), Ranges.and(wide, x, y));
      case IOR, LOR -> of(wide, op(AluOp.OR, a, b), Ranges.or(wide, x, y));
      case IXOR, LXOR -> of(wide, op(AluOp.XOR, a, b), Ranges.xor(wide, x, y));
      case ISHL, LSHL -> of(wide, shift(AluOp.LSH, a, b), Ranges.shiftLeft(wide, x, y));
      case ISHR, LSHR -> of(wide, shift(AluOp.ARSH, a, b), Ranges.shiftRight(wide, x, y));
      case IUSHR, LUSHR -> of(wide, shift(AluOp.RSH, a, b), Ranges.shiftRightUnsigned(wide, x, y));
      default -> throw new IllegalArgumentException("operator " + opcode);
    };
  }

  private Value op(AluOp op, Operand.Scalar a, Operand.Scalar b) {
    return builder.binary(op, a.value(), b.value());
  }

  private Value shift(AluOp op, Operand.Scalar a, Operand.Scalar count) {
    boolean wide = isWide(a);
    int mask = wide ? 63 : 31;
    IrType type = wide ? IrType.I64 : IrType.I32;
    if (count.range().isConstant()) {
      return builder.binary(op, a.value(), builder.constant(type, count.range().min() & mask));
    }
    Value by = count.value();
    if (!by.type().equals(type)) {
      by = wide ? builder.extend(IrType.I64, false, 32, by) : builder.truncate(by);
    }
    if (!count.range().within(Range.of(0, mask))) {
      by = builder.binary(AluOp.AND, by, builder.constant(type, mask));
    }
    return builder.binary(op, a.value(), by);
  }

  Operand.Scalar add(Operand.Scalar a, Operand.Scalar b) {
    boolean wide = isWide(a);
    Operand.Scalar sum = of(wide, op(AluOp.ADD, a, b), Ranges.add(wide, a.range(), b.range()));
    boolean exact = exact(wide, a.range(), b.range(), 1);
    if (exact && b.range().isConstant()) {
      in.derive(sum.value(), a.value(), b.range().min());
    }
    return sum;
  }

  private Operand.Scalar subtract(Operand.Scalar a, Operand.Scalar b) {
    boolean wide = isWide(a);
    Operand.Scalar difference =
        of(wide, op(AluOp.SUB, a, b), Ranges.subtract(wide, a.range(), b.range()));
    if (b.range().isConstant() && exact(wide, a.range(), b.range(), -1)) {
      in.derive(difference.value(), a.value(), -b.range().min());
    }
    return difference;
  }

  /// Whether the sum never wraps.
  private static boolean exact(boolean wide, Range a, Range b, int sign) {
    try {
      long low = sign > 0 ? Math.addExact(a.min(), b.min()) : Math.subtractExact(a.min(), b.max());
      long high = sign > 0 ? Math.addExact(a.max(), b.max()) : Math.subtractExact(a.max(), b.min());
      return Range.of(low, high).within(Ranges.full(wide));
    } catch (ArithmeticException overflow) {
      return false;
    }
  }

  private boolean divisor(CallSite call, Operand.Scalar b) {
    if (b.range().nonZero()) {
      return true;
    }
    call.report(
        JavaCode.DIVISION_BY_ZERO
            .at("the divisor may be zero", call.span(), "Java would throw an exception here")
            .help(
                "test it first: `if (divisor == 0) return ...;`, or divide by `Math.max(divisor, 1)`"));
    return false;
  }

  Operand.Scalar divide(CallSite call, Operand.Scalar a, Operand.Scalar b) {
    boolean wide = isWide(a);
    if (!divisor(call, b)) {
      return of(wide, a.value(), Ranges.full(wide));
    }
    boolean unsigned = a.range().isNonNegative() && b.range().isNonNegative();
    Value value = op(unsigned ? AluOp.DIV : AluOp.SDIV, a, b);
    return of(wide, value, Ranges.divide(wide, a.range(), b.range()));
  }

  Operand.Scalar remainder(CallSite call, Operand.Scalar a, Operand.Scalar b) {
    boolean wide = isWide(a);
    if (!divisor(call, b)) {
      return of(wide, a.value(), Ranges.full(wide));
    }
    boolean unsigned = a.range().isNonNegative() && b.range().isNonNegative();
    Value value = op(unsigned ? AluOp.MOD : AluOp.SMOD, a, b);
    return of(wide, value, Ranges.remainder(wide, a.range(), b.range()));
  }

  /// Unsigned quotient or remainder of `Integer` and `Long`.
  Operand.Scalar unsigned(CallSite call, AluOp op, Operand.Scalar a, Operand.Scalar b) {
    boolean wide = isWide(a);
    if (!divisor(call, b)) {
      return of(wide, a.value(), Ranges.full(wide));
    }
    Range range = Ranges.full(wide);
    if (op == AluOp.MOD && b.range().isNonNegative()) {
      range = Range.of(0, b.range().max() - 1);
    } else if (op == AluOp.DIV && a.range().isNonNegative()) {
      range = Range.of(0, a.range().max());
    } else if (op == AluOp.DIV && b.range().min() > 1) {
      range = Range.of(0, Ranges.full(wide).max());
    }
    return of(wide, op(op, a, b), range);
  }

  Operand.Scalar negate(Operand.Scalar a) {
    boolean wide = isWide(a);
    Value zero = builder.constant(a.value().type(), 0);
    return of(wide, builder.binary(AluOp.SUB, zero, a.value()), Ranges.negate(wide, a.range()));
  }

  /// A conversion between integer types.
  Operand.Scalar convert(Opcode opcode, Operand.Scalar a) {
    return switch (opcode) {
      case I2L -> toLong(a);
      case L2I -> toInt(a);
      case I2B -> narrow(a, true, 8);
      case I2S -> narrow(a, true, 16);
      case I2C -> narrow(a, false, 16);
      default -> throw new IllegalArgumentException("conversion " + opcode);
    };
  }

  Operand.Scalar toLong(Operand.Scalar a) {
    boolean signed = !a.range().isNonNegative();
    Value value = builder.extend(IrType.I64, signed, 32, a.value());
    in.derive(value, a.value(), 0);
    return of(true, value, a.range());
  }

  Operand.Scalar toInt(Operand.Scalar a) {
    Value value = builder.truncate(a.value());
    boolean same = a.range().within(Range.INT);
    if (same) {
      in.derive(value, a.value(), 0);
    }
    return of(false, value, same ? a.range() : Range.INT);
  }

  Operand.Scalar narrow(Operand.Scalar a, boolean signed, int bits) {
    Range all = signed ? Range.signed(bits) : Range.unsigned(bits);
    return a.range().within(all)
        ? a
        : of(false, builder.extend(IrType.I32, signed, bits, a.value()), all);
  }
}
