// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.IrModule.IrGlobal;
import dev.weir.compiler.ir.IrModule.IrMap;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.java.declare.JavaModule;
import dev.weir.compiler.java.declare.JavaTypes;
import dev.weir.compiler.java.declare.StaticFields;
import dev.weir.compiler.java.read.Classes;
import dev.weir.compiler.java.read.Lines;
import dev.weir.compiler.java.read.MethodCode;
import dev.weir.compiler.text.lower.DataTypes;
import dev.weir.compiler.text.typed.MapDeclaration;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lowers a module of Java classes to IR.
public final class JavaLowering {
  private JavaLowering() {}

  /// What the modules of a compilation share.
  public record Input(
      Classes classes,
      Lines lines,
      JavaTypes types,
      StaticFields fields,
      Binding.Table bindings,
      KernelVersion target) {}

  /// The IR of a module; empty when problems were reported.
  public static Optional<IrModule> lower(JavaModule module, Input input, Diagnostics diagnostics) {
    input.fields().reset();
    input.classes().find(module.owner()).ifPresent(input.fields()::declareAll);
    ModuleContext context =
        new ModuleContext(
            input.classes(),
            input.lines(),
            input.types(),
            input.fields(),
            input.bindings(),
            input.target(),
            module.license(),
            diagnostics);
    module.programs().forEach(p -> context.programNames.add(p.name()));
    List<IrFunction> programs = new ArrayList<>();
    for (JavaModule.Program program : module.programs()) {
      input
          .classes()
          .code(program.method())
          .flatMap(code -> program(program, code, context))
          .ifPresent(programs::add);
    }
    if (diagnostics.hasErrors()) {
      return Optional.empty();
    }
    List<IrMap> maps = new ArrayList<>();
    List<IrGlobal> globals = new ArrayList<>();
    for (StaticFields.Meaning meaning : input.fields().used()) {
      switch (meaning) {
        case StaticFields.OfMap of -> {
          programsExist(of.map(), context);
          maps.add(map(of.map(), context));
        }
        case StaticFields.Global g ->
            globals.add(
                new IrGlobal(g.name(), DataTypes.of(g.type()), g.readOnly(), g.initial(), ""));
        case StaticFields.Fixed _, StaticFields.OfCounter _ -> {}
      }
    }
    input.fields().counters().ifPresent(counters -> maps.add(map(counters, context)));
    if (diagnostics.hasErrors()) {
      return Optional.empty();
    }
    globals.addAll(context.globals());
    List<IrFunction> functions = new ArrayList<>(context.functions);
    functions.addAll(programs);
    return Optional.of(
        new IrModule(module.name(), module.license(), input.target(), maps, globals, functions));
  }

  private static Optional<IrFunction> program(
      JavaModule.Program program, MethodCode code, ModuleContext context) {
    Hook hook = program.hook();
    IrFunction.Signature signature =
        new IrFunction.Signature(
            List.of("ctx"),
            List.of(DataTypes.pointerTo(hook.context().struct())),
            Optional.of(DataTypes.of(Type.VERDICT)));
    ClassDesc parameter = MethodTypeDesc.ofDescriptor(code.descriptor()).parameterType(0);
    return FunctionLowering.lower(
            context,
            new FunctionLowering.Request(
                code,
                hook,
                Optional.of(IrType.I32),
                () ->
                    FunctionBuilder.of(
                        program.name(),
                        new IrFunction.Kind.Entry(hook.section()),
                        signature,
                        List.of(IrType.pointer(IrType.Region.CTX)),
                        Optional.of(IrType.I32),
                        program.span(),
                        ""),
                0,
                _ -> List.of(new Operand.Context(parameter))))
        .map(FunctionLowering.Lowered::function);
  }

  private static void programsExist(MapDeclaration map, ModuleContext context) {
    for (String program : map.programs()) {
      if (!context.programNames.contains(program)) {
        context.diagnostics.report(
            JavaCode.DECLARATION
                .at("there is no program `" + program + "`", map.span(), "named by a constant")
                .help("constants stand for programs of the class: `PARSE` for `parse`"));
      }
    }
  }

  private static IrMap map(MapDeclaration map, ModuleContext context) {
    return new IrMap(
        map.name(),
        map.type(),
        map.key().map(DataTypes::of),
        map.value().map(DataTypes::of).or(() -> context.records.of(map.name())),
        map.maxEntries(),
        map.flags(),
        map.pinned(),
        map.programs(),
        map.doc());
  }
}
