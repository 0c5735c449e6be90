// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule.IrGlobal;
import dev.weir.compiler.java.declare.JavaTypes;
import dev.weir.compiler.java.declare.StaticFields;
import dev.weir.compiler.java.read.Classes;
import dev.weir.compiler.java.read.Lines;
import dev.weir.compiler.text.lower.EmittedRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the functions of a module share while they are lowered.
final class ModuleContext {
  final Classes classes;
  final Lines lines;
  final JavaTypes types;
  final StaticFields fields;
  final Binding.Table bindings;
  final KernelVersion target;
  final String license;
  final Diagnostics diagnostics;
  final Map<String, Subprogram> subprograms = new HashMap<>();
  final List<IrFunction> functions = new ArrayList<>();
  final EmittedRecords records = new EmittedRecords();
  final java.util.Set<String> programNames = new java.util.HashSet<>();
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final List<IrGlobal> globals = new ArrayList<>();
  private int names;

  ModuleContext(
      Classes classes,
      Lines lines,
      JavaTypes types,
      StaticFields fields,
      Binding.Table bindings,
      KernelVersion target,
      String license,
      Diagnostics diagnostics) {
    this.classes = classes;
    this.lines = lines;
    this.types = types;
    this.fields = fields;
    this.bindings = bindings;
    this.target = target;
    this.license = license;
    this.diagnostics = diagnostics;
  }

  /// A function that others call.
  ///
  /// @param name in the object
  /// @param changesPacket whether packet pointers are invalid after a call
  record Subprogram(String name, boolean changesPacket) {}

  /// The global that holds a text, made once.
  String text(byte[] text) {
    String key = new String(text, java.nio.charset.StandardCharsets.ISO_8859_1);
    return texts.computeIfAbsent(
        key,
        _ -> {
          String name = "trace_format_" + texts.size();
          DataType character = new DataType.IntType("char", 1, true, false);
          globals.add(
              new IrGlobal(name, new DataType.ArrayType(character, text.length), true, text, ""));
          return name;
        });
  }

  /// A read-only table of numbers, made once for a key.
  String table(String key, byte[] bytes, DataType type) {
    return texts.computeIfAbsent(
        "table " + key,
        _ -> {
          String name = key.replaceAll("\\W", "_");
          globals.add(new IrGlobal(name, type, true, bytes, ""));
          return name;
        });
  }

  /// Globals that the functions needed besides those declared.
  List<IrGlobal> globals() {
    return List.copyOf(globals);
  }

  /// A number that no other caller gets.
  int fresh() {
    return names++;
  }

  /// Where a function runs.
  ///
  /// @param hook the hook of the program, or of the programs that call it
  record Place(Hook hook) {}
}
