// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir.text;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.IrModule.IrGlobal;
import dev.weir.compiler.ir.IrModule.IrMap;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Terminator.Target;
import dev.weir.compiler.ir.Value;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes IR as text, see docs/ir.md.
public final class IrPrinter {
  private final boolean lines;
  private final StringBuilder out = new StringBuilder();

  private IrPrinter(boolean lines) {
    this.lines = lines;
  }

  /// A module as text; [IrParser#parse] reads it back, without spans.
  public static String print(IrModule module) {
    return new IrPrinter(false).module(module);
  }

  /// A function as text; [IrParser#parseFunction] reads it back, without spans.
  public static String print(IrFunction function) {
    return new IrPrinter(false).function(function);
  }

  /// A function as text with the source line of each operation in a comment.
  public static String printWithLines(IrFunction function) {
    return new IrPrinter(true).function(function);
  }

  /// One operation as text.
  public static String print(Operation operation) {
    return new IrPrinter(false).text(operation);
  }

  /// One terminator as text.
  public static String print(Terminator terminator) {
    return new IrPrinter(false).text(terminator);
  }

  private String module(IrModule module) {
    out.append("module ").append(DataTypeText.name(module.name()));
    out.append(" license ").append(DataTypeText.quote(module.license()));
    out.append(" target ").append(DataTypeText.quote(module.target().toString())).append('\n');
    group(module.maps().stream().map(IrPrinter::text).toList());
    group(module.globals().stream().map(IrPrinter::text).toList());
    for (IrFunction function : module.functions()) {
      out.append('\n');
      function(function);
    }
    return out.toString();
  }

  private void group(List<String> declarations) {
    if (!declarations.isEmpty()) {
      out.append('\n').append(String.join("", declarations));
    }
  }

  private static String text(IrMap map) {
    StringBuilder text = new StringBuilder("map ").append(DataTypeText.name(map.name()));
    text.append(' ').append(map.type().name().toLowerCase(Locale.ROOT));
    map.key().ifPresent(key -> text.append(" key ").append(DataTypeText.print(key)));
    map.value().ifPresent(value -> text.append(" value ").append(DataTypeText.print(value)));
    text.append(" entries ").append(map.maxEntries());
    text.append(" flags ").append(map.flags());
    text.append(map.pinned() ? " pinned" : "");
    if (!map.programs().isEmpty()) {
      text.append(
          map.programs().stream()
              .map(DataTypeText::quote)
              .collect(Collectors.joining(", ", " programs [", "]")));
    }
    return text.append(doc(map.doc())).append('\n').toString();
  }

  private static String text(IrGlobal global) {
    return "global "
        + DataTypeText.name(global.name())
        + (global.readOnly() ? " readonly " : " ")
        + DataTypeText.print(global.type())
        + " = "
        + DataTypeText.quote(HexFormat.of().formatHex(global.initial()))
        + (global.doc() instanceof String doc ? " doc " + DataTypeText.quote(doc) : "")
        + "\n";
  }

  private static String doc(String doc) {
    return doc.isEmpty() ? "" : " doc " + DataTypeText.quote(doc);
  }

  private String function(IrFunction function) {
    out.append(kind(function.kind())).append(' ').append(DataTypeText.name(function.name()));
    out.append(list(function.parameters(), IrPrinter::definition));
    function.result().ifPresent(type -> out.append(" -> ").append(type.text()));
    out.append(doc(function.doc())).append(" {").append('\n');
    out.append("  signature ").append(DataTypeText.print(function.signature())).append('\n');
    for (int i = 0; i < function.slots().size(); i++) {
      IrFunction.StackSlot slot = function.slots().get(i);
      out.append("  slot s").append(i).append(' ').append(DataTypeText.name(slot.name()));
      out.append(' ').append(slot.sizeBytes()).append(" align ").append(slot.alignBytes());
      out.append('\n');
    }
    function.blocks().forEach(this::block);
    return out.append("}\n").toString();
  }

  private static String kind(IrFunction.Kind kind) {
    return switch (kind) {
      case IrFunction.Kind.Entry(String section) -> "entry " + DataTypeText.quote(section);
      case IrFunction.Kind.Subprogram(boolean global) ->
          global ? "subprogram global" : "subprogram";
      case IrFunction.Kind.Inline() -> "inline";
    };
  }

  private void block(IrBlock block) {
    out.append('b').append(block.id());
    out.append(block.parameters().isEmpty() ? "" : list(block.parameters(), IrPrinter::definition));
    out.append(":\n");
    block.operations().forEach(o -> line(text(o), o.span()));
    line(text(block.terminator()), block.terminator().span());
  }

  private void line(String text, @Nullable Span span) {
    out.append("  ").append(text);
    if (lines && span != null) {
      out.append("  ; ").append(span);
    }
    out.append('\n');
  }

  private String text(Operation operation) {
    return operation.definition().map(v -> definition(v) + " = ").orElse("") + body(operation);
  }

  private static String body(Operation operation) {
    return switch (operation) {
      case Operation.Const o -> "const " + o.value();
      case Operation.Binary o ->
          o.op().name().toLowerCase(Locale.ROOT) + " " + use(o.left()) + ", " + use(o.right());
      case Operation.Swap o -> "swap" + o.bits() + " " + use(o.value());
      case Operation.Extend o ->
          (o.signed() ? "sext" : "zext") + o.fromBits() + " " + use(o.value());
      case Operation.Truncate o -> "trunc " + use(o.value());
      case Operation.Compare o ->
          "compare " + use(o.left()) + " " + o.condition().symbol() + " " + use(o.right());
      case Operation.Load o ->
          (o.signed() ? "sload" : "load")
              + size(o.size())
              + effect(o.effect())
              + place(o.base(), o.offset());
      case Operation.Store o ->
          "store"
              + size(o.size())
              + effect(o.effect())
              + place(o.base(), o.offset())
              + ", "
              + use(o.value());
      case Operation.Atomic o ->
          "atomic"
              + size(o.size())
              + " "
              + o.op().name().toLowerCase(Locale.ROOT)
              + " "
              + place(o.base(), o.offset())
              + ", "
              + use(o.operand())
              + o.expected().map(v -> " expect " + use(v)).orElse("");
      case Operation.PointerAdd o -> "ptradd " + use(o.base()) + ", " + use(o.offset());
      case Operation.StackAddress o -> "stack s" + o.slot() + offset(o.offset());
      case Operation.MapAddress o -> "map " + DataTypeText.name(o.map());
      case Operation.GlobalAddress o ->
          "global " + DataTypeText.name(o.global()) + offset(o.offset());
      case Operation.FunctionAddress o -> "function " + DataTypeText.name(o.function());
      case Operation.Refine o -> "refine " + use(o.value());
      case Operation.CallHelper o ->
          "helper " + o.helper() + uses(o.arguments()) + invalidates(o.invalidatesPackets());
      case Operation.CallKfunc o -> "kfunc " + DataTypeText.name(o.kfunc()) + uses(o.arguments());
      case Operation.CallFunction o ->
          "call "
              + DataTypeText.name(o.function())
              + uses(o.arguments())
              + invalidates(o.invalidatesPackets());
    };
  }

  private String text(Terminator terminator) {
    return switch (terminator) {
      case Terminator.Jump o -> "jump " + target(o.target());
      case Terminator.Branch o ->
          "branch "
              + use(o.left())
              + " "
              + o.condition().symbol()
              + " "
              + use(o.right())
              + ", "
              + target(o.then())
              + ", "
              + target(o.otherwise())
              + switch (o.likely()) {
                case UNKNOWN -> "";
                case THEN -> " likely";
                case OTHERWISE -> " unlikely";
              };
      case Terminator.Return o -> "return" + o.value().map(v -> " " + use(v)).orElse("");
    };
  }

  private static String target(Target target) {
    return "b" + target.block() + (target.arguments().isEmpty() ? "" : uses(target.arguments()));
  }

  private static String size(MemSize size) {
    return "." + size.name().toLowerCase(Locale.ROOT);
  }

  private static String effect(Operation.Memory effect) {
    return " " + effect.name().toLowerCase(Locale.ROOT) + " ";
  }

  private static String place(Value base, int offset) {
    return use(base) + offset(offset);
  }

  private static String offset(int offset) {
    if (offset == 0) {
      return "";
    }
    return offset < 0 ? " - " + -(long) offset : " + " + offset;
  }

  private static String invalidates(boolean invalidates) {
    return invalidates ? " invalidates" : "";
  }

  private static String definition(Value value) {
    return use(value)
        + (value.name().isEmpty() ? "" : " " + DataTypeText.name(value.name()))
        + ": "
        + value.type().text();
  }

  private static String use(Value value) {
    return "v" + value.id();
  }

  private static String uses(List<Value> values) {
    return list(values, IrPrinter::use);
  }

  private static String list(List<Value> values, java.util.function.Function<Value, String> text) {
    return values.stream().map(text).collect(Collectors.joining(", ", "(", ")"));
  }
}
