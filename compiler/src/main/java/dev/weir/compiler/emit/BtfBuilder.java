// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.emit;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.object.RecordTypes;
import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.IrModule.IrGlobal;
import dev.weir.compiler.ir.IrModule.IrMap;
import dev.weir.compiler.mach.GlobalLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The BTF of a module: types of map keys and values, of global variables and of functions, in
/// source order. Equal types share an id.
///
/// Kernel structures that a signature names, such as the context, become empty structures of that
/// name, by which the verifier knows a global function's context argument.
public final class BtfBuilder {
  private final List<BtfType> types = new ArrayList<>();
  private final Map<BtfType, Integer> ids = new HashMap<>();

  private BtfBuilder() {}

  /// A module's types and where to find them.
  ///
  /// @param btf the types
  /// @param functions id of each function's `FUNC`
  /// @param keys id of each map's key type, for maps that have one
  /// @param values id of each map's value type, for maps that have one
  /// @param variables id of each global's `VAR`
  /// @param sections id of each data section's `DATASEC`
  public record ModuleBtf(
      Btf btf,
      Map<String, Integer> functions,
      Map<String, Integer> keys,
      Map<String, Integer> values,
      Map<String, Integer> variables,
      Map<String, Integer> sections) {
    /// Copies the maps.
    public ModuleBtf {
      functions = Map.copyOf(functions);
      keys = Map.copyOf(keys);
      values = Map.copyOf(values);
      variables = Map.copyOf(variables);
      sections = Map.copyOf(sections);
    }
  }

  /// Builds the BTF of a module.
  public static ModuleBtf build(IrModule module) {
    BtfBuilder builder = new BtfBuilder();
    Map<String, Integer> keys = new HashMap<>();
    Map<String, Integer> values = new HashMap<>();
    for (IrMap map : module.maps()) {
      MapShape.keyType(map).ifPresent(type -> keys.put(map.name(), builder.add(type)));
      MapShape.valueType(map).ifPresent(type -> values.put(map.name(), builder.add(type)));
      MapShape.recordType(map)
          .ifPresent(type -> builder.intern(RecordTypes.tag(map.name(), builder.add(type))));
    }
    Map<String, Integer> functions = new HashMap<>();
    for (IrFunction function : module.functions()) {
      functions.put(function.name(), builder.add(function));
    }
    Map<String, Integer> variables = new HashMap<>();
    Map<String, Integer> sections = new HashMap<>();
    GlobalLayout layout = GlobalLayout.of(module);
    for (GlobalLayout.Section section : layout.sections()) {
      sections.put(section.name(), builder.add(section, layout, variables));
    }
    return new ModuleBtf(new Btf(builder.types), functions, keys, values, variables, sections);
  }

  private int add(IrFunction function) {
    IrFunction.Signature signature = function.signature();
    List<BtfType.Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < signature.parameters().size(); i++) {
      parameters.add(
          new BtfType.Parameter(
              signature.parameterNames().get(i), add(signature.parameters().get(i))));
    }
    int result = signature.result().map(this::add).orElse(0);
    int prototype = intern(new BtfType.FunctionPrototype(result, parameters));
    BtfType.FunctionLinkage linkage =
        switch (function.kind()) {
          case IrFunction.Kind.Entry _ -> BtfType.FunctionLinkage.GLOBAL;
          case IrFunction.Kind.Subprogram(boolean global) ->
              global ? BtfType.FunctionLinkage.GLOBAL : BtfType.FunctionLinkage.STATIC;
          case IrFunction.Kind.Inline _ -> BtfType.FunctionLinkage.STATIC;
        };
    return intern(new BtfType.Function(function.name(), prototype, linkage));
  }

  private int add(
      GlobalLayout.Section section, GlobalLayout layout, Map<String, Integer> variables) {
    List<BtfType.Entry> entries = new ArrayList<>();
    for (IrGlobal global : section.globals()) {
      int type = add(global.type());
      if (global.readOnly()) {
        type = intern(new BtfType.Const(intern(new BtfType.Volatile(type))));
      }
      int variable =
          intern(
              new BtfType.Variable(global.name(), type, BtfType.VariableLinkage.GLOBAL_ALLOCATED));
      variables.put(global.name(), variable);
      int offset = layout.place(global.name()).offset();
      entries.add(new BtfType.Entry(variable, offset, global.type().sizeBytes()));
    }
    return intern(new BtfType.DataSection(section.name(), section.sizeBytes(), entries));
  }

  private int add(DataType type) {
    return switch (type) {
      case DataType.VoidType _ -> 0;
      case DataType.IntType(String name, int size, boolean signed, boolean bool) ->
          intern(new BtfType.Int(name, size, 8 * size, 0, encoding(signed, bool)));
      case DataType.PointerType(DataType target) -> intern(new BtfType.Ptr(add(target)));
      case DataType.ArrayType(DataType element, int count) -> {
        int elementId = add(element);
        yield intern(new BtfType.Array(elementId, add(MapShape.INDEX), count));
      }
      case DataType.StructType struct -> {
        List<BtfType.Member> members = new ArrayList<>();
        for (DataType.Field field : struct.fields()) {
          int id = add(field.type());
          members.add(new BtfType.Member(field.name(), id, 8 * field.offsetBytes(), 0));
        }
        yield intern(new BtfType.Struct(struct.name(), struct.sizeBytes(), members));
      }
      case DataType.EnumType enumeration -> {
        List<BtfType.Value> values =
            enumeration.constants().stream()
                .map(constant -> new BtfType.Value(constant.name(), constant.value()))
                .toList();
        yield intern(
            enumeration.sizeBytes() > 4
                ? new BtfType.Enum64(
                    enumeration.name(), enumeration.sizeBytes(), enumeration.signed(), values)
                : new BtfType.Enum(
                    enumeration.name(), enumeration.sizeBytes(), enumeration.signed(), values));
      }
      case DataType.NamedType(String name, DataType inner) ->
          intern(new BtfType.Typedef(name, add(inner)));
      case DataType.OpaqueStruct(String name) -> intern(new BtfType.Struct(name, 0, List.of()));
    };
  }

  private static BtfType.Int.Encoding encoding(boolean signed, boolean bool) {
    if (bool) {
      return BtfType.Int.Encoding.BOOL;
    }
    return signed ? BtfType.Int.Encoding.SIGNED : BtfType.Int.Encoding.UNSIGNED;
  }

  private int intern(BtfType type) {
    Integer known = ids.get(type);
    if (known != null) {
      return known;
    }
    types.add(type);
    ids.put(type, types.size());
    return types.size();
  }
}
