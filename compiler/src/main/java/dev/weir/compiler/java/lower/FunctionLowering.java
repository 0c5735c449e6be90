// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.java.read.MethodCode;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One attempt to lower an IR function: what its inlined bodies share.
final class FunctionLowering {
  private static final int MOST_ATTEMPTS = 400;

  final ModuleContext module;
  final FunctionBuilder builder;
  final Hook hook;
  final Optional<IrType> result;
  final Diagnostics problems = new Diagnostics();
  final Assumptions assumptions;
  final MemoryAccess memory;
  final List<String> callers = new ArrayList<>();
  private final Map<Integer, Derived> derived = new HashMap<>();
  private final @Nullable Value context;
  boolean changesPacket;

  private FunctionLowering(
      ModuleContext module,
      FunctionBuilder builder,
      Hook hook,
      Optional<IrType> result,
      @Nullable Value context,
      Assumptions assumptions) {
    this.module = module;
    this.builder = builder;
    this.hook = hook;
    this.result = result;
    this.context = context;
    this.assumptions = assumptions;
    this.memory = new MemoryAccess(this);
  }

  /// A value that is another one, extended, plus a constant.
  private record Derived(Value source, long addend) {}

  /// A function to lower.
  ///
  /// @param start makes a builder for an attempt
  /// @param context the parameter with the context pointer, or -1
  /// @param arguments makes the operands of the method's parameters
  record Request(
      MethodCode code,
      Hook hook,
      Optional<IrType> result,
      Supplier<FunctionBuilder> start,
      int context,
      Function<FunctionBuilder, List<Operand>> arguments) {}

  /// A lowered function.
  record Lowered(IrFunction function, boolean changesPacket) {}

  /// Lowers a function; empty when problems were reported.
  static Optional<Lowered> lower(ModuleContext module, Request request) {
    Assumptions assumptions = new Assumptions();
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      FunctionBuilder builder = request.start().get();
      Value context = request.context() < 0 ? null : builder.parameters().get(request.context());
      FunctionLowering in =
          new FunctionLowering(
              module, builder, request.hook(), request.result(), context, assumptions);
      try {
        in.callers.add(request.code().id());
        new BodyLowering(in, request.code(), "", null, null)
            .run(request.arguments().apply(builder));
      } catch (Assumptions.Weakened again) {
        continue;
      }
      in.problems.problems().forEach(module.diagnostics::report);
      return in.problems.hasErrors()
          ? Optional.empty()
          : Optional.of(new Lowered(builder.build(), in.changesPacket));
    }
    throw new IllegalStateException(request.code().id() + ": what loops keep does not settle");
  }

  /// The context pointer.
  Value context(CallSite call) {
    if (context == null) {
      call.report(
          JavaCode.SUBPROGRAM_SHAPE
              .at("this function does not get the context", call.span(), "needs the context")
              .help("pass the context or the packet as a parameter"));
      return builder.constant(IrType.nullable(IrType.Region.CTX), 0);
    }
    return context;
  }

  /// An operand as a number; after a report, and for operands that failed, 0.
  Operand.Scalar scalar(CallSite call, Operand operand) {
    return switch (operand) {
      case Operand.Scalar s -> s;
      case Operand.Comparison c -> number(c);
      case Operand.SwitchCase c -> c.constant();
      case Operand.Failed _ -> nothing();
      default -> {
        call.report(
            JavaCode.DYNAMIC_TYPE.at(
                "`" + call.name() + "` needs a number", call.span(), "found " + describe(operand)));
        yield nothing();
      }
    };
  }

  private Operand.Scalar nothing() {
    return new Operand.Scalar(Type.I32, builder.constant(IrType.I32, 0), Range.INT);
  }

  /// -1, 0 or 1.
  private Operand.Scalar number(Operand.Comparison c) {
    Value left = c.left().value();
    Value right = c.right().value();
    Value more = builder.compare(c.unsigned() ? Condition.GT : Condition.SGT, left, right);
    Value less = builder.compare(c.unsigned() ? Condition.LT : Condition.SLT, left, right);
    return new Operand.Scalar(Type.I32, builder.binary(AluOp.SUB, more, less), Range.of(-1, 1));
  }

  /// Says that a value is another one, extended, plus a constant, without overflow.
  void derive(Value value, Value source, long addend) {
    derived.put(value.id(), new Derived(source, addend));
  }

  /// Says more about a number and those that it was computed from.
  void refine(State state, Value value, Function<Range, Range> narrower) {
    Value at = value;
    long distance = 0;
    Function<Range, Range> narrow = narrower;
    while (true) {
      long shift = distance;
      state.refine(at, range -> shifted(range, shift, narrow));
      Derived from = derived.get(at.id());
      if (from == null) {
        return;
      }
      at = from.source();
      distance += from.addend();
    }
  }

  private static Range shifted(Range range, long distance, Function<Range, Range> narrow) {
    try {
      Range moved =
          new Range(
              Math.addExact(range.min(), distance),
              Math.addExact(range.max(), distance),
              distance == 0 && range.nonZero());
      Range better = narrow.apply(moved);
      Range back =
          new Range(
              Math.subtractExact(better.min(), distance),
              Math.subtractExact(better.max(), distance),
              distance == 0 ? better.nonZero() : range.nonZero());
      return back.min() < range.min() || back.max() > range.max() ? range : back;
    } catch (ArithmeticException overflow) {
      return range;
    }
  }

  /// The problem with using what may be null.
  Problem mayBeNull(Span span) {
    return JavaCode.MAY_BE_NULL
        .at("this may be null", span, "used without a test")
        .help("test it first: `if (value == null) return ...;`");
  }

  /// An operand in words, for labels.
  String describe(Operand operand) {
    return switch (operand) {
      case Operand.Scalar s -> "`" + s.type() + "`";
      case Operand.Comparison _, Operand.SwitchCase _ -> "a comparison";
      case Operand.Null _ -> "`null`";
      case Operand.View v -> "`" + v.target() + "`";
      case Operand.Context c -> "`" + c.type().displayName() + "`";
      case Operand.OfMap m -> "the map `" + m.map().name() + "`";
      case Operand.Counter _ -> "a counter";
      case Operand.Literal(String text) -> "the string \"" + text + "\"";
      case Operand.Literal _ -> "a class";
      case Operand.Lambda _ -> "a lambda";
      case Operand.Unborn u -> "`" + u.type().displayName() + "`";
      case Operand.Special s -> "`" + s.type().displayName() + "`";
      case Operand.Forked _, Operand.Failed _ -> "nothing";
    };
  }
}
