// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.ir.build.Variable;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.java.declare.Initial;
import dev.weir.compiler.java.declare.StaticFields;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// What the constants of an enum have: their ordinals, and the fields that their constructors set.
/// All of it is known when compiling; which constant it is, the number says that stands for it.
final class EnumFields {
  private final FunctionLowering in;

  EnumFields(FunctionLowering in) {
    this.in = in;
  }

  /// The ordinal of a constant.
  Operand ordinal(CallSite call, Operand.Scalar constant, Type.Enumeration type) {
    List<Long> ordinals = new ArrayList<>();
    for (int i = 0; i < type.enumerators().size(); i++) {
      ordinals.add((long) i);
    }
    return chosen(call, constant, type, ordinals, Type.I32);
  }

  /// A field of a constant.
  Operand field(
      CallSite call, Operand.Scalar constant, Type.Enumeration type, String field, ClassDesc as) {
    String owner = in.module.types.classOf(type.name());
    List<Long> values = new ArrayList<>();
    for (Type.Enumerator enumerator : type.enumerators()) {
      Initial value =
          in.module.types.enumerations().field(owner, enumerator.name(), field).orElse(null);
      OptionalLong number = value == null ? OptionalLong.of(0) : number(value);
      if (number.isEmpty()) {
        return call.failed(
            JavaCode.DECLARATION
                .at(
                    "`" + field + "` of this enum cannot be read here",
                    call.span(),
                    "what `" + enumerator.name() + "` has in it is no constant number")
                .help("give constructors literals, booleans and constants of enums"));
      }
      values.add(number.getAsLong());
    }
    Type result =
        as.equals(ConstantDescs.CD_long)
            ? Type.I64
            : as.isPrimitive() ? Type.I32 : in.module.types.find(as).orElse(Type.I32);
    return chosen(call, constant, type, values, result);
  }

  private OptionalLong number(Initial value) {
    return value instanceof Initial.Reference(String owner, String name)
            && in.module.types.find(ClassDesc.ofInternalName(owner)).orElse(null)
                instanceof Type.Enumeration type
        ? type.enumerators().stream()
            .filter(e -> e.name().equals(name))
            .mapToLong(Type.Enumerator::value)
            .findFirst()
        : StaticFields.number(value);
  }

  /// One of some numbers by constant. Numbers in memory that stand for no constant give the last.
  private Operand chosen(
      CallSite call,
      Operand.Scalar constant,
      Type.Enumeration type,
      List<Long> numbers,
      Type result) {
    FunctionBuilder builder = in.builder;
    IrType irType = Operand.irType(result);
    List<Integer> possible = new ArrayList<>();
    boolean same = irType.equals(constant.value().type());
    for (int i = 0; i < numbers.size(); i++) {
      long value = type.enumerators().get(i).value();
      if (Range.constant(value).within(constant.range())) {
        possible.add(i);
        same &= value == numbers.get(i);
      }
    }
    Range range =
        possible.stream()
            .map(i -> Range.constant(numbers.get(i)))
            .reduce(Range::join)
            .orElse(Range.constant(0));
    if (same && !possible.isEmpty()) {
      boolean all = possible.size() == numbers.size();
      Range known = constant.range().within(Range.INT) ? constant.range() : Range.INT;
      return new Operand.Scalar(result, constant.value(), all ? known : range);
    }
    if (range.isConstant()) {
      return new Operand.Scalar(result, builder.constant(irType, range.min()), range);
    }
    Variable chosen = builder.declareVariable(call.name(), irType);
    Block end = builder.newBlock();
    long last = numbers.get(possible.getLast());
    for (int i : possible) {
      if (numbers.get(i) == last) {
        continue;
      }
      Block other = builder.newBlock();
      builder.define(chosen, builder.constant(irType, numbers.get(i)));
      builder.branch(
          Condition.EQ,
          constant.value(),
          builder.constant(constant.value().type(), type.enumerators().get(i).value()),
          end,
          other);
      builder.seal(other);
      builder.switchTo(other);
    }
    builder.define(chosen, builder.constant(irType, last));
    builder.jump(end);
    builder.seal(end);
    builder.switchTo(end);
    return new Operand.Scalar(result, builder.use(chosen), range);
  }
}
