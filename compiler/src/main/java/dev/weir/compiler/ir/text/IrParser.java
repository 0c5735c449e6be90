// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir.text;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrFunction.Kind;
import dev.weir.compiler.ir.IrFunction.StackSlot;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.IrModule.IrGlobal;
import dev.weir.compiler.ir.IrModule.IrMap;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads IR text, see docs/ir.md. It checks the form only; [dev.weir.compiler.ir.IrCheck] has the
/// rules.
public final class IrParser {
  private final Tokens in;

  private IrParser(Tokens in) {
    this.in = in;
  }

  /// Reads a module.
  ///
  /// @throws IllegalArgumentException that names the line, when the text is no module
  public static IrModule parse(String text) {
    IrParser parser = new IrParser(new Tokens(text));
    IrModule module = parser.module();
    parser.end();
    return module;
  }

  /// Reads a function that stands alone.
  ///
  /// @throws IllegalArgumentException that names the line, when the text is no function
  public static IrFunction parseFunction(String text) {
    IrParser parser = new IrParser(new Tokens(text));
    IrFunction function = parser.function();
    parser.end();
    return function;
  }

  private void end() {
    if (!in.atEnd()) {
      throw in.failure("expected the end");
    }
  }

  private IrModule module() {
    in.expect("module");
    String name = in.name();
    in.expect("license");
    String license = in.string();
    in.expect("target");
    KernelVersion target = KernelVersion.parse(in.string());
    List<IrMap> maps = new ArrayList<>();
    while (in.accept("map")) {
      maps.add(map());
    }
    List<IrGlobal> globals = new ArrayList<>();
    while (in.accept("global")) {
      globals.add(global());
    }
    List<IrFunction> functions = new ArrayList<>();
    while (!in.atEnd()) {
      functions.add(function());
    }
    return new IrModule(name, license, target, maps, globals, functions);
  }

  private IrMap map() {
    String name = in.name();
    MapType type = constant(MapType.class, in.word());
    Optional<DataType> key =
        in.accept("key") ? Optional.of(DataTypeText.parse(in)) : Optional.empty();
    Optional<DataType> value =
        in.accept("value") ? Optional.of(DataTypeText.parse(in)) : Optional.empty();
    in.expect("entries");
    int entries = in.integer();
    in.expect("flags");
    int flags = in.integer();
    boolean pinned = in.accept("pinned");
    List<String> programs = new ArrayList<>();
    if (in.accept("programs")) {
      in.list("[", "]", () -> programs.add(in.string()));
    }
    return new IrMap(name, type, key, value, entries, flags, pinned, programs, doc());
  }

  private IrGlobal global() {
    String name = in.name();
    boolean readOnly = !in.is(":", 1) && in.accept("readonly");
    DataType type = DataTypeText.parse(in);
    in.expect("=");
    byte[] initial = HexFormat.of().parseHex(in.string());
    String doc = in.accept("doc") ? in.string() : null;
    return new IrGlobal(name, type, readOnly, initial, doc);
  }

  private String doc() {
    return in.accept("doc") ? in.string() : "";
  }

  private IrFunction function() {
    Kind kind = kind();
    String name = in.name();
    Values values = new Values();
    List<Value> parameters = new ArrayList<>();
    in.list("(", ")", () -> parameters.add(values.definition(in)));
    Optional<IrType> result = in.accept("->") ? Optional.of(Values.type(in)) : Optional.empty();
    String doc = doc();
    in.expect("{");
    in.expect("signature");
    IrFunction.Signature signature = DataTypeText.parseSignature(in);
    List<StackSlot> slots = new ArrayList<>();
    while (in.accept("slot")) {
      slots.add(slot(slots.size()));
    }
    List<IrBlock> blocks = new ArrayList<>();
    while (!in.accept("}")) {
      blocks.add(block(values));
    }
    List<IrBlock> resolved = blocks.stream().map(block -> resolve(block, values)).toList();
    return new IrFunction(name, kind, parameters, signature, result, slots, resolved, null, doc);
  }

  private Kind kind() {
    if (in.accept("entry")) {
      return new Kind.Entry(in.string());
    }
    if (in.accept("inline")) {
      return new Kind.Inline();
    }
    in.expect("subprogram");
    boolean global = !in.is("(", 1) && in.accept("global");
    return new Kind.Subprogram(global);
  }

  private StackSlot slot(int expected) {
    if (in.numbered('s') != expected) {
      throw in.failure("stack slots are numbered in order; expected s" + expected + " before");
    }
    String name = in.name();
    int size = in.integer();
    in.expect("align");
    return new StackSlot(name, size, in.integer());
  }

  private IrBlock block(Values values) {
    int id = in.numbered('b');
    List<Value> parameters = new ArrayList<>();
    if (in.is("(")) {
      in.list("(", ")", () -> parameters.add(values.definition(in)));
    }
    in.expect(":");
    OperationParser parser = new OperationParser(in, values);
    List<Operation> operations = new ArrayList<>();
    Optional<Terminator> terminator = parser.terminator();
    while (terminator.isEmpty()) {
      operations.add(parser.operation());
      terminator = parser.terminator();
    }
    return new IrBlock(id, parameters, operations, terminator.get());
  }

  /// Puts the values themselves where uses stood.
  private static IrBlock resolve(IrBlock block, Values values) {
    return new IrBlock(
        block.id(),
        block.parameters(),
        block.operations().stream().map(o -> o.mapOperands(values::resolve)).toList(),
        block.terminator().mapOperands(values::resolve));
  }

  private <E extends Enum<E>> E constant(Class<E> type, String word) {
    return OperationParser.constant(in, type, word.toUpperCase(Locale.ROOT));
  }
}
