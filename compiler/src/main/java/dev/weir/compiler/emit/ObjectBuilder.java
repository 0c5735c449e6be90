// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.emit;

import dev.weir.bytecode.kernel.MapTrait;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.Function;
import dev.weir.bytecode.object.Linkage;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import dev.weir.compiler.emit.BtfBuilder.ModuleBtf;
import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.IrModule.IrGlobal;
import dev.weir.compiler.ir.IrModule.IrMap;
import dev.weir.compiler.mach.GlobalLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Joins a module's code, types, maps and globals to an object.
public final class ObjectBuilder {
  private ObjectBuilder() {}

  /// The object of a module.
  ///
  /// @param code the code of each function by name
  public static BpfObject build(IrModule module, Map<String, Code> code, ModuleBtf btf) {
    List<Program> programs = new ArrayList<>();
    List<Function> functions = new ArrayList<>();
    for (IrFunction function : module.functions()) {
      Code body = code.get(function.name());
      if (body == null) {
        throw new IllegalArgumentException("no code for " + function.name());
      }
      int id = btf.functions().getOrDefault(function.name(), 0);
      switch (function.kind()) {
        case IrFunction.Kind.Entry(String section) ->
            programs.add(
                new Program(section, new Function(function.name(), Linkage.GLOBAL, body, id)));
        case IrFunction.Kind.Subprogram(boolean global) ->
            functions.add(
                new Function(function.name(), global ? Linkage.GLOBAL : Linkage.STATIC, body, id));
        case IrFunction.Kind.Inline _ ->
            functions.add(new Function(function.name(), Linkage.STATIC, body, id));
      }
    }
    return new BpfObject(
        module.name(),
        module.license(),
        programs,
        functions,
        module.maps().stream().map(map -> map(map, btf)).toList(),
        data(module, btf),
        Optional.of(btf.btf()),
        List.of(),
        module.documentation());
  }

  private static MapSpec map(IrMap map, ModuleBtf btf) {
    boolean plain = !map.type().has(MapTrait.HOLDS_OBJECTS);
    return new MapSpec(
        map.name(),
        map.type().number(),
        MapShape.keyType(map).map(DataType::sizeBytes).orElse(0),
        MapShape.valueType(map).map(DataType::sizeBytes).orElse(0),
        map.maxEntries(),
        map.flags(),
        plain ? btf.keys().getOrDefault(map.name(), 0) : 0,
        plain ? btf.values().getOrDefault(map.name(), 0) : 0,
        map.pinned() ? MapSpec.Pinning.BY_NAME : MapSpec.Pinning.NONE,
        -1,
        0,
        Optional.empty(),
        map.programs());
  }

  private static List<DataSection> data(IrModule module, ModuleBtf btf) {
    GlobalLayout layout = GlobalLayout.of(module);
    List<DataSection> sections = new ArrayList<>();
    for (GlobalLayout.Section section : layout.sections()) {
      byte[] content = new byte[section.sizeBytes()];
      List<DataSection.Variable> variables = new ArrayList<>();
      for (IrGlobal global : section.globals()) {
        int offset = layout.place(global.name()).offset();
        byte[] initial = global.initial();
        System.arraycopy(initial, 0, content, offset, initial.length);
        int id = btf.variables().getOrDefault(global.name(), 0);
        variables.add(new DataSection.Variable(global.name(), offset, initial.length, id));
      }
      int id = btf.sections().getOrDefault(section.name(), 0);
      sections.add(new DataSection(section.name(), content, variables, id));
    }
    return sections;
  }
}
