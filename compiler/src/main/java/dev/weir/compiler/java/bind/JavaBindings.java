// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.ir.build.Variable;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.java.lower.Binding;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.java.lower.Range;
import dev.weir.compiler.text.typed.Type;
import java.util.Optional;

/// The arithmetic of `java.lang`: `Math`, `Integer`, `Long` and the boxes.
public final class JavaBindings {
  private JavaBindings() {}

  /// The table.
  public static Binding.Table table() {
    return (owner, name, _) ->
        switch (owner) {
          case "java/lang/Math", "java/lang/StrictMath" -> math(name);
          case "java/lang/Integer", "java/lang/Long" -> integer(name);
          case "java/lang/Short", "java/lang/Byte", "java/lang/Character", "java/lang/Boolean" ->
              small(name, owner.equals("java/lang/Byte") ? 8 : 16);
          case "java/util/Objects" ->
              name.equals("requireNonNull") ? Optional.of(JavaBindings::present) : Optional.empty();
          default -> Optional.empty();
        };
  }

  /// The argument, which must be known to be there; `switch` over patterns asks for it.
  private static Operand present(Call call) {
    Operand object = call.argument(0);
    boolean absent =
        object instanceof Operand.Null || object instanceof Operand.View view && view.nullable();
    return absent
        ? call.failed(
            JavaCode.MAY_BE_NULL
                .at("this may be null", call.span(), "used without a test")
                .help("test it first: `if (value == null) return ...;`"))
        : object;
  }

  private static Optional<Binding> math(String name) {
    return switch (name) {
      case "min" -> Optional.of(call -> choose(call, call.number(0), Condition.SLT));
      case "max" -> Optional.of(call -> choose(call, call.number(0), Condition.SGT));
      default -> Optional.empty();
    };
  }

  private static Optional<Binding> integer(String name) {
    return switch (name) {
      case "min", "max" -> math(name);
      case "sum" -> Optional.of(call -> plain(call, AluOp.ADD));
      case "compare" ->
          Optional.of(call -> new Operand.Comparison(call.number(0), call.number(1), false));
      case "compareUnsigned" ->
          Optional.of(call -> new Operand.Comparison(call.number(0), call.number(1), true));
      case "divideUnsigned" -> Optional.of(call -> unsigned(call, AluOp.DIV));
      case "remainderUnsigned" -> Optional.of(call -> unsigned(call, AluOp.MOD));
      case "toUnsignedLong" -> Optional.of(JavaBindings::toUnsignedLong);
      case "reverseBytes" -> Optional.of(JavaBindings::reverseBytes);
      case "rotateLeft" -> Optional.of(call -> rotate(call, AluOp.LSH, AluOp.RSH));
      case "rotateRight" -> Optional.of(call -> rotate(call, AluOp.RSH, AluOp.LSH));
      default -> box(name);
    };
  }

  private static Optional<Binding> small(String name, int bits) {
    return switch (name) {
      case "toUnsignedInt" ->
          Optional.of(call ->
              call.ofInt(
                  call.builder().extend(IrType.I32, false, bits, call.number(0).value()),
                  Range.unsigned(bits)));
      default -> box(name);
    };
  }

  private static Optional<Binding> box(String name) {
    return switch (name) {
      case "valueOf" ->
          Optional.of(call ->
              call.argument(0) instanceof Operand.Literal ? string(call) : call.argument(0));
      case "intValue", "longValue", "shortValue", "byteValue", "charValue", "booleanValue" ->
          Optional.of(JavaBindings::unbox);
      default -> Optional.empty();
    };
  }

  private static Operand string(Call call) {
    return call.failed(
        JavaCode.STRING.at("a number is read from a string", call.span(), "BPF has no strings"));
  }

  private static Operand unbox(Call call) {
    return call.argument(0) instanceof Operand.Scalar scalar
        ? scalar
        : call.load(call.view(0, call.layout(call.resultType())), call.resultType());
  }

  private static boolean isWide(Operand.Scalar scalar) {
    return scalar.value().type().equals(IrType.I64);
  }

  private static Operand of(Operand.Scalar like, Value value, Range range) {
    return new Operand.Scalar(isWide(like) ? Type.I64 : Type.I32, value, range);
  }

  private static Range full(Operand.Scalar scalar) {
    return isWide(scalar) ? Range.LONG : Range.INT;
  }

  private static Operand plain(Call call, AluOp op) {
    Operand.Scalar a = call.number(0);
    return of(a, call.builder().binary(op, a.value(), call.number(1).value()), full(a));
  }

  private static Operand choose(Call call, Operand.Scalar a, Condition condition) {
    Operand.Scalar b = call.number(1);
    boolean least = condition == Condition.SLT;
    Range range =
        least
            ? Range.of(
                Math.min(a.range().min(), b.range().min()),
                Math.min(a.range().max(), b.range().max()))
            : Range.of(
                Math.max(a.range().min(), b.range().min()),
                Math.max(a.range().max(), b.range().max()));
    FunctionBuilder builder = call.builder();
    Variable result = builder.declareVariable(call.name(), a.value().type());
    Block other = builder.newBlock();
    Block end = builder.newBlock();
    builder.define(result, a.value());
    builder.branch(condition, a.value(), b.value(), end, other);
    builder.seal(other);
    builder.switchTo(other);
    builder.define(result, b.value());
    builder.jump(end);
    builder.seal(end);
    builder.switchTo(end);
    return of(a, builder.use(result), range);
  }

  private static Operand unsigned(Call call, AluOp op) {
    Operand.Scalar a = call.number(0);
    Operand.Scalar b = call.number(1);
    if (!b.range().nonZero()) {
      return call.failed(
          JavaCode.DIVISION_BY_ZERO
              .at("the divisor may be zero", call.span(), "Java would throw an exception here")
              .help("test it first: `if (divisor == 0) return ...;`"));
    }
    Range range =
        op == AluOp.MOD && b.range().isNonNegative()
            ? Range.of(0, b.range().max() - 1)
            : a.range().isNonNegative() ? Range.of(0, a.range().max()) : full(a);
    return of(a, call.builder().binary(op, a.value(), b.value()), range);
  }

  private static Operand toUnsignedLong(Call call) {
    Value wide = call.builder().extend(IrType.I64, false, 32, call.number(0).value());
    return call.ofLong(wide, Range.unsigned(32));
  }

  private static Operand reverseBytes(Call call) {
    Operand.Scalar a = call.number(0);
    return of(a, call.builder().swap(a.value().type().bits(), a.value()), full(a));
  }

  private static Operand rotate(Call call, AluOp first, AluOp second) {
    Operand.Scalar a = call.number(0);
    Operand.Scalar by = call.number(1);
    FunctionBuilder builder = call.builder();
    IrType type = a.value().type();
    Value mask = builder.constant(type, type.bits() - 1L);
    Value count = isWide(a) ? builder.extend(IrType.I64, false, 32, by.value()) : by.value();
    Value back = builder.binary(AluOp.SUB, builder.constant(type, 0), count);
    Value high = builder.binary(first, a.value(), builder.binary(AluOp.AND, count, mask));
    Value low = builder.binary(second, a.value(), builder.binary(AluOp.AND, back, mask));
    return of(a, builder.binary(AluOp.OR, high, low), full(a));
  }
}
