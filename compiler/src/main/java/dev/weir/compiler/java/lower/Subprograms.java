// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.java.declare.Annotations;
import dev.weir.compiler.java.read.Classes;
import dev.weir.compiler.java.read.MethodCode;
import dev.weir.compiler.text.lower.DataTypes;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Methods that become functions of their own: those marked `@Noinline` or `@Global`, with numbers
/// and the context as parameters.
final class Subprograms {
  private Subprograms() {}

  /// Whether a method is marked.
  static boolean isSubprogram(Classes.Found found) {
    Annotations annotations = Annotations.of(found.method());
    return annotations.has("Noinline") || annotations.has("Global");
  }

  /// Calls a subprogram, which is lowered at its first call from each kind of hook.
  static Operand call(
      FunctionLowering in,
      CallSite call,
      Classes.Found found,
      MethodCode code,
      List<Operand> given) {
    List<Operand> arguments =
        given.stream()
            .map(operand ->
                operand instanceof Operand.Comparison || operand instanceof Operand.SwitchCase
                    ? in.scalar(call, operand)
                    : operand)
            .toList();
    MethodTypeDesc type = MethodTypeDesc.ofDescriptor(code.descriptor());
    Optional<Type> result =
        type.returnType().equals(ConstantDescs.CD_void)
            ? Optional.empty()
            : in.module.types.find(type.returnType()).map(Subprograms::onStack);
    List<Value> values = new ArrayList<>();
    List<Type> types = new ArrayList<>();
    boolean context = false;
    for (Operand argument : arguments) {
      switch (argument) {
        case Operand.Context _ -> context = true;
        case Operand.Scalar s -> {
          values.add(s.value());
          types.add(s.type());
        }
        case Operand.Failed _ -> {
          return argument;
        }
        default -> {
          return wrong(call, "a parameter of " + in.describe(argument));
        }
      }
    }
    boolean voidOrScalar =
        result.map(Type::scalar).orElse(type.returnType().equals(ConstantDescs.CD_void));
    if (!voidOrScalar || values.size() + (context ? 1 : 0) > 5 || !code.isStatic()) {
      return wrong(
          call,
          !voidOrScalar
              ? "this result"
              : !code.isStatic() ? "a receiver" : "more than five parameters");
    }
    String key = code.id() + types + in.hook.context().struct() + in.hook.profile();
    ModuleContext.Subprogram known = in.module.subprograms.get(key);
    if (known == null) {
      Optional<ModuleContext.Subprogram> made =
          lower(in, found, code, arguments, types, result, context);
      if (made.isEmpty()) {
        return new Operand.Failed();
      }
      known = made.get();
      in.module.subprograms.put(key, known);
    }
    List<Value> all = new ArrayList<>();
    if (context) {
      all.add(in.context(call));
    }
    all.addAll(values);
    call.forgetMemory();
    if (known.changesPacket()) {
      call.packetMoved();
    }
    if (result.isEmpty()) {
      in.builder.callFunction(known.name(), all, known.changesPacket());
      return new Operand.Failed();
    }
    Value value =
        in.builder.callFunction(
            Operand.irType(result.get()), known.name(), all, known.changesPacket());
    return new Operand.Scalar(
        result.get(), value, Ranges.full(Operand.irType(result.get()).bits() == 64));
  }

  private static Type onStack(Type type) {
    return type instanceof Type.Int(int bytes, _)
        ? bytes == 8 ? Type.I64 : Type.I32
        : type instanceof Type.Bool ? Type.I32 : type;
  }

  private static Operand wrong(CallSite call, String what) {
    return call.failed(
        JavaCode.SUBPROGRAM_SHAPE
            .at("`" + call.name() + "` cannot be a function of its own", call.span(), what)
            .help("leave `@Noinline` out, or pass numbers and the context only"));
  }

  private static Optional<ModuleContext.Subprogram> lower(
      FunctionLowering in,
      Classes.Found found,
      MethodCode code,
      List<Operand> arguments,
      List<Type> types,
      Optional<Type> result,
      boolean context) {
    String name = unique(in.module, code.name());
    List<String> names = new ArrayList<>();
    List<DataType> dataTypes = new ArrayList<>();
    List<IrType> irTypes = new ArrayList<>();
    if (context) {
      names.add("ctx");
      dataTypes.add(DataTypes.pointerTo(in.hook.context().struct()));
      irTypes.add(IrType.pointer(IrType.Region.CTX));
    }
    for (int i = 0; i < types.size(); i++) {
      names.add("p" + i);
      dataTypes.add(DataTypes.of(types.get(i)));
      irTypes.add(Operand.irType(types.get(i)));
    }
    boolean global = Annotations.of(found.method()).has("Global");
    var signature = new IrFunction.Signature(names, dataTypes, result.map(DataTypes::of));
    int first = context ? 1 : 0;
    var request =
        new FunctionLowering.Request(
            code,
            in.hook,
            result.map(Operand::irType),
            () ->
                FunctionBuilder.of(
                    name,
                    new IrFunction.Kind.Subprogram(global),
                    signature,
                    irTypes,
                    result.map(Operand::irType),
                    in.module.lines.line(code.owner(), code.lines()[0]),
                    ""),
            context ? 0 : -1,
            builder -> {
              List<Operand> operands = new ArrayList<>();
              int next = first;
              for (Operand argument : arguments) {
                operands.add(
                    argument instanceof Operand.Scalar s
                        ? new Operand.Scalar(
                            s.type(),
                            builder.parameters().get(next++),
                            Ranges.full(s.value().type().bits() == 64))
                        : argument);
              }
              return operands;
            });
    return FunctionLowering.lower(in.module, request)
        .map(lowered -> {
          in.module.functions.add(lowered.function());
          return new ModuleContext.Subprogram(name, lowered.changesPacket());
        });
  }

  private static String unique(ModuleContext module, String name) {
    boolean taken =
        module.programNames.contains(name)
            || module.functions.stream().anyMatch(f -> f.name().equals(name));
    return taken ? name + "_" + module.fresh() : name;
  }
}
