// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.ir.build.Variable;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/// The `equals` that records have: all components are equal.
final class RecordEquality {
  private final FunctionLowering in;
  private final CallSite call;
  private final FunctionBuilder builder;

  RecordEquality(FunctionLowering in, CallSite call) {
    this.in = in;
    this.call = call;
    this.builder = in.builder;
  }

  /// Whether two operands are equal; the first is the receiver.
  Operand of(Operand left, Operand right) {
    if (left instanceof Operand.Failed || right instanceof Operand.Failed) {
      return new Operand.Failed();
    }
    if (!(left instanceof Operand.View a)
        || !(right instanceof Operand.View b)
        || !a.target().equals(b.target())) {
      return call.constant(0);
    }
    if (a.nullable() || b.nullable()) {
      return call.failed(in.mayBeNull(call.span()));
    }
    Variable result = builder.declareVariable("equal", IrType.I32);
    Block end = builder.newBlock();
    builder.define(result, builder.constant(IrType.I32, 0));
    compare(a, b, end);
    builder.define(result, builder.constant(IrType.I32, 1));
    builder.jump(end);
    builder.seal(end);
    builder.switchTo(end);
    return call.ofInt(builder.use(result), Range.BOOLEAN);
  }

  /// Goes on where two values are equal, and to `different` otherwise.
  private void compare(Operand.View a, Operand.View b, Block different) {
    switch (a.target()) {
      case Type.Struct struct -> {
        if (!isRecord(struct)) {
          refuse("`" + struct.name() + "` is no record: its objects are equal to themselves only");
          return;
        }
        for (Type.Field field : struct.fields()) {
          compare(
              a.part(field.type(), field.offset()),
              b.part(field.type(), field.offset()),
              different);
        }
      }
      case Type.Array _ -> refuse("arrays are equal to themselves only; compare their elements");
      case Type.Ip6 _, Type.Mac _ -> {
        int bytes = a.target().sizeBytes();
        int step = a.target() instanceof Type.Ip6 ? 4 : 2;
        Type word = new Type.Int(step, false);
        for (int at = 0; at < bytes; at += step) {
          scalars(a.part(word, at), b.part(word, at), different);
        }
      }
      default -> scalars(a, b, different);
    }
  }

  private void scalars(Operand.View a, Operand.View b, Block different) {
    ClassDesc type = a.target().sizeBytes() == 8 ? ConstantDescs.CD_long : ConstantDescs.CD_int;
    Operand.Scalar left = in.scalar(call, call.load(a, type));
    Operand.Scalar right = in.scalar(call, call.load(b, type));
    Block next = builder.newBlock();
    builder.branch(Condition.EQ, left.value(), right.value(), next, different);
    builder.seal(next);
    builder.switchTo(next);
  }

  private boolean isRecord(Type.Struct struct) {
    return in.module
        .classes
        .find(in.module.types.classOf(struct.name()))
        .flatMap(model -> model.superclass())
        .filter(parent -> parent.asInternalName().equals("java/lang/Record"))
        .isPresent();
  }

  private void refuse(String why) {
    call.report(
        JavaCode.REFERENCE_COMPARISON.at("these records cannot be compared", call.span(), why));
  }
}
