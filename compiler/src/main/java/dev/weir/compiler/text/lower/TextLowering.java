// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.IrModule.IrGlobal;
import dev.weir.compiler.ir.IrModule.IrMap;
import dev.weir.compiler.text.typed.Function;
import dev.weir.compiler.text.typed.Global;
import dev.weir.compiler.text.typed.MapDeclaration;
import dev.weir.compiler.text.typed.Program;
import dev.weir.compiler.text.typed.Unit;
import java.util.ArrayList;
import java.util.List;

/// Lowers a checked unit to IR.
///
/// The unit is correct by the checker's word; nothing here reports problems to the user.
public final class TextLowering {
  private TextLowering() {}

  /// The module of a unit: its maps, globals, programs and the subprograms they call.
  public static IrModule lower(Unit unit) {
    TraceFormats formats = new TraceFormats();
    EmittedRecords records = new EmittedRecords();
    List<IrFunction> functions = new ArrayList<>();
    for (Function function : unit.functions()) {
      if (function.linkage() != Function.Linkage.INLINE) {
        functions.add(FunctionLowering.subprogram(function, unit, formats, records));
      }
    }
    for (Program program : unit.programs()) {
      functions.add(FunctionLowering.program(program, unit, formats, records));
    }
    List<IrGlobal> globals = new ArrayList<>();
    unit.globals().forEach(g -> globals.add(global(g)));
    globals.addAll(formats.globals());
    return new IrModule(
        unit.name(),
        unit.license(),
        unit.target(),
        unit.maps().stream().map(map -> map(map, records)).toList(),
        globals,
        functions,
        SourceDocumentation.of(unit, records));
  }

  private static IrMap map(MapDeclaration map, EmittedRecords records) {
    return new IrMap(
        map.name(),
        map.type(),
        map.key().map(DataTypes::of),
        map.value().map(DataTypes::of).or(() -> records.of(map.name())),
        map.maxEntries(),
        map.flags(),
        map.pinned(),
        map.programs(),
        map.doc());
  }

  private static IrGlobal global(Global global) {
    byte[] initial = new byte[global.initial().size()];
    for (int i = 0; i < initial.length; i++) {
      initial[i] = global.initial().get(i);
    }
    return new IrGlobal(
        global.name(), DataTypes.of(global.type()), global.readOnly(), initial, global.doc());
  }
}
