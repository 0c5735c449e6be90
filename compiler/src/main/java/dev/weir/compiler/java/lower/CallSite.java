// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ClassDesc;
import java.util.List;
import java.util.Map;

/// An instruction that uses a member, with the state before it.
///
/// @param body the walk it belongs to
record CallSite(
    BodyLowering body,
    State state,
    String name,
    ClassDesc resultType,
    List<Operand> arguments,
    Span span,
    String site)
    implements Call {
  private FunctionLowering in() {
    return body.in();
  }

  @Override
  public Operand.Scalar number(int index) {
    return in().scalar(this, argument(index));
  }

  @Override
  public Operand.View view(int index, Type expected) {
    Operand operand = argument(index);
    if (operand instanceof Operand.View view && !view.nullable()) {
      return view;
    }
    if (!(operand instanceof Operand.Failed)) {
      boolean absent = operand instanceof Operand.View || operand instanceof Operand.Null;
      report(
          absent
              ? in().mayBeNull(span)
              : JavaCode.DYNAMIC_TYPE.at(
                  "`" + name + "` needs an object",
                  span,
                  "found " + in().describe(operand) + ", expected `" + expected + "`"));
    }
    return temporary(expected, "");
  }

  @Override
  public FunctionBuilder builder() {
    return in().builder;
  }

  @Override
  public Hook hook() {
    return in().hook;
  }

  @Override
  public Value context() {
    return in().context(this);
  }

  @Override
  public KernelVersion target() {
    return in().module.target;
  }

  @Override
  public String license() {
    return in().module.license;
  }

  @Override
  public void report(Problem problem) {
    in().problems.report(problem);
  }

  @Override
  public Type layout(ClassDesc type) {
    return in().module.types.of(type, span).orElse(Type.U8);
  }

  @Override
  public Operand.View temporary(Type type, String slotName) {
    return in().memory.fresh(state, type, slotName);
  }

  @Override
  public void store(Operand value, Operand.View target) {
    in().memory.store(this, value, target, target.target().toString());
  }

  @Override
  public Operand.View memory(Operand value, Type type) {
    if (value instanceof Operand.View view && !view.nullable() && view.target().equals(type)) {
      return view;
    }
    Operand.View copy = temporary(type, "");
    store(value, copy);
    return copy;
  }

  @Override
  public Operand load(Operand.View view, ClassDesc javaType) {
    return in().memory.load(this, view, javaType);
  }

  @Override
  public Map<Class<?>, FlowState> flow() {
    return Map.copyOf(state.flow);
  }

  @Override
  public <S extends FlowState> S flow(Class<S> kind, S atStart) {
    FlowState known = state.flow.get(kind);
    return known == null ? atStart : kind.cast(known);
  }

  @Override
  public <S extends FlowState> void setFlow(Class<S> kind, S newState) {
    state.flow.put(kind, newState);
  }

  @Override
  public void forgetMemory() {
    state.forgetMemory();
  }

  @Override
  public void packetMoved() {
    in().changesPacket = true;
    state.flow.replaceAll((_, known) -> known.packetMoved());
    state.forgetMemory();
  }

  @Override
  public Operand inline(Operand.Lambda lambda, List<Operand> more) {
    List<Operand> all = new java.util.ArrayList<>(lambda.captured());
    all.addAll(more);
    return body.inline(
        this,
        dev.weir.compiler.java.declare.JavaTypes.internalName(lambda.owner()),
        lambda.name(),
        lambda.descriptor(),
        all);
  }

  @Override
  public String traceText(byte[] text) {
    return in().module.text(text);
  }

  @Override
  public void emits(String map, Type type) {
    in().module.records.add(map, type);
  }

  @Override
  public void end(long result) {
    FunctionBuilder builder = in().builder;
    if (in().result.isPresent()) {
      builder.ret(builder.constant(in().result.get(), result));
    } else {
      builder.ret();
    }
  }

  /// The same at a narrower place.
  CallSite at(Span narrower) {
    return new CallSite(body, state, name, resultType, arguments, narrower, site);
  }

  /// A constant `int`.
  Operand.Scalar constant(int value) {
    return ofInt(in().builder.constant(IrType.I32, value), Range.constant(value));
  }
}
