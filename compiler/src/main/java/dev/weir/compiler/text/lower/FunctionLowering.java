// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.surface.FieldAccess;
import dev.weir.compiler.surface.Packets;
import dev.weir.compiler.text.typed.Function;
import dev.weir.compiler.text.typed.Program;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Unit;
import dev.weir.compiler.text.typed.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The lowering of one IR function: what its parts share.
final class FunctionLowering {
  final FunctionBuilder builder;
  final TraceFormats formats;
  final EmittedRecords records;
  final @Nullable Value context;
  final @Nullable Hook hook;
  final StackSlots slots;
  final Places places;
  final Expressions expressions;
  final Conditions conditions;
  final Aggregates aggregates;
  final Statements statements;
  final Lookups lookups;
  final Packets packets;
  final Calls calls;
  private final Optional<IrType> resultType;
  private Frame frame = Frame.outermost();

  private FunctionLowering(
      FunctionBuilder builder,
      TraceFormats formats,
      EmittedRecords records,
      Optional<IrType> resultType,
      @Nullable Value context,
      @Nullable Hook hook) {
    this.builder = builder;
    this.resultType = resultType;
    this.formats = formats;
    this.records = records;
    this.context = context;
    this.hook = hook;
    this.slots = new StackSlots(builder);
    this.places = new Places(this);
    this.expressions = new Expressions(this);
    this.conditions = new Conditions(this);
    this.aggregates = new Aggregates(this);
    this.statements = new Statements(this);
    this.lookups = new Lookups(this);
    this.packets =
        new Packets(
            builder,
            new Packets.Program() {
              @Override
              public Hook hook() {
                return FunctionLowering.this.hook();
              }

              @Override
              public Value context() {
                return FunctionLowering.this.context();
              }

              @Override
              public void abort(long verdict) {
                statements.abort(verdict);
              }
            });
    this.calls = new Calls(this);
  }

  /// The IR function of a program.
  static IrFunction program(
      Program program, Unit unit, TraceFormats formats, EmittedRecords records) {
    Hook hook = program.hook();
    IrFunction.Signature signature =
        new IrFunction.Signature(
            List.of("ctx"),
            List.of(DataTypes.pointerTo(hook.context().struct())),
            Optional.of(DataTypes.of(Type.VERDICT)));
    FunctionBuilder builder =
        FunctionBuilder.of(
            program.name(),
            new IrFunction.Kind.Entry(hook.section()),
            signature,
            List.of(IrType.pointer(Region.CTX)),
            Optional.of(IrType.I32),
            program.span(),
            program.doc());
    Value context = builder.parameters().getFirst();
    FunctionLowering lowering =
        new FunctionLowering(builder, formats, records, Optional.of(IrType.I32), context, hook);
    lowering.statements.body(program.body(), Type.VERDICT);
    return builder.build();
  }

  /// The IR function of a subprogram, which programs of one kind of hook call.
  static IrFunction subprogram(
      Function function, Unit unit, TraceFormats formats, EmittedRecords records) {
    List<String> names = new ArrayList<>();
    List<DataType> types = new ArrayList<>();
    List<IrType> irTypes = new ArrayList<>();
    Optional<Hook> hook = hookOf(function, unit);
    if (function.usesContext()) {
      names.add("ctx");
      types.add(DataTypes.pointerTo(hook.map(h -> h.context().struct()).orElse("__sk_buff")));
      irTypes.add(IrType.pointer(Region.CTX));
    }
    for (Variable parameter : function.parameters()) {
      names.add(parameter.name());
      types.add(DataTypes.of(parameter.type()));
      irTypes.add(Expressions.irType(parameter.type()));
    }
    boolean result = function.result().scalar();
    Optional<IrType> resultType =
        result ? Optional.of(Expressions.irType(function.result())) : Optional.empty();
    FunctionBuilder builder =
        FunctionBuilder.of(
            function.name(),
            new IrFunction.Kind.Subprogram(function.linkage() == Function.Linkage.GLOBAL),
            new IrFunction.Signature(
                names,
                types,
                result ? Optional.of(DataTypes.of(function.result())) : Optional.empty()),
            irTypes,
            resultType,
            function.span(),
            function.doc());
    Value context = function.usesContext() ? builder.parameters().getFirst() : null;
    FunctionLowering lowering =
        new FunctionLowering(builder, formats, records, resultType, context, hook.orElse(null));
    int first = function.usesContext() ? 1 : 0;
    for (int i = 0; i < function.parameters().size(); i++) {
      lowering.define(function.parameters().get(i), builder.parameters().get(first + i));
    }
    lowering.statements.body(function.body(), function.result());
    return builder.build();
  }

  /// Functions are checked per kind of hook, so any program that reaches one tells its hook.
  private static Optional<Hook> hookOf(Function function, Unit unit) {
    return unit.programs().stream()
        .filter(p -> Uses.of(p.body()).functions().contains(function))
        .map(Program::hook)
        .findFirst();
  }

  /// The frame of the body being lowered.
  Frame frame() {
    return frame;
  }

  /// Goes on in another frame; gives the one before.
  Frame enter(Frame next) {
    Frame before = frame;
    frame = next;
    return before;
  }

  /// The context pointer.
  Value context() {
    if (context == null) {
      throw new IllegalStateException("the function does not get the context");
    }
    return context;
  }

  /// The hook the function runs at.
  Hook hook() {
    if (hook == null) {
      throw new IllegalStateException("no program reaches the function");
    }
    return hook;
  }

  /// What loads of a context field depend on.
  Memory effect(ContextField field) {
    return FieldAccess.effect(hook(), field);
  }

  /// Gives a scalar, view or socket variable its first value.
  void define(Variable variable, Value value) {
    builder.named(value, variable.name());
    if (variable.type().scalar() && variable.mutable()) {
      dev.weir.compiler.ir.build.Variable cell =
          builder.declareVariable(variable.name(), value.type());
      builder.define(cell, value);
      frame.bind(variable, new Storage.Mutable(cell));
    } else if (variable.type() instanceof Type.View) {
      frame.bind(variable, new Storage.Pointer(value, 0, Places.memoryOf(value)));
    } else {
      frame.bind(variable, new Storage.Direct(value));
    }
  }

  /// Returns a constant from the IR function.
  void end(long result) {
    if (resultType.isPresent()) {
      builder.ret(builder.constant(resultType.get(), result));
    } else {
      builder.ret();
    }
  }

  /// Sets the source text of what is emitted next.
  void at(Span span) {
    builder.at(span);
  }
}
