// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import dev.weir.bytecode.isa.Disassembler;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.CoreRelocation;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.Function;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.bytecode.object.Linkage;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import dev.weir.bytecode.object.Relocation;
import dev.weir.bytecode.object.Relocation.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// An object as text: its maps, and the instructions of each program and function with labels, the
/// names of what they refer to, and the source lines they come from.
public final class Disassembly {
  private final BpfObject object;
  private final boolean source;

  private Disassembly(BpfObject object, boolean source) {
    this.object = object;
    this.source = source;
  }

  /// The lines of the text.
  ///
  /// @param source whether source lines stand between the instructions
  public static List<String> of(BpfObject object, boolean source) {
    return new Disassembly(object, source).lines();
  }

  /// The object as JSON.
  public static Map<String, Object> json(BpfObject object) {
    Disassembly disassembly = new Disassembly(object, false);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("object", object.name());
    json.put("license", object.license());
    json.put("maps", object.maps().stream().map(Disassembly::json).toList());
    List<Map<String, Object>> functions = new ArrayList<>();
    for (Program program : object.programs()) {
      functions.add(disassembly.json(program.function(), Optional.of(program.section())));
    }
    for (Function function : object.functions()) {
      functions.add(disassembly.json(function, Optional.empty()));
    }
    json.put("functions", functions);
    return json;
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    object.maps().forEach(map -> lines.add(describe(map)));
    for (DataSection section : object.data()) {
      section.variables().forEach(v -> lines.add("variable " + v.name() + " in " + section.name()));
    }
    for (Program program : object.programs()) {
      separate(lines);
      lines.add(
          "program "
              + program.name()
              + " ("
              + program.section()
              + "), "
              + size(program.function()));
      lines.addAll(code(program.function()));
    }
    for (Function function : object.functions()) {
      separate(lines);
      String linkage = function.linkage() == Linkage.GLOBAL ? "global " : "";
      lines.add(linkage + "function " + function.name() + ", " + size(function));
      lines.addAll(code(function));
    }
    return lines;
  }

  private static void separate(List<String> lines) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
  }

  private static String size(Function function) {
    int count = function.code().insns().size();
    return count + (count == 1 ? " instruction" : " instructions");
  }

  private static String typeName(MapSpec map) {
    return MapType.ofNumber(map.type())
        .map(type -> type.name().toLowerCase(Locale.ROOT))
        .orElse("type " + map.type());
  }

  private static String describe(MapSpec map) {
    String text = "map " + map.name() + ": " + typeName(map);
    if (map.keySize() > 0 || map.valueSize() > 0) {
      text += ", key " + map.keySize() + " bytes, value " + map.valueSize() + " bytes";
    }
    text += ", " + map.maxEntries() + " entries";
    return map.flags() == 0 ? text : text + ", flags 0x" + Integer.toHexString(map.flags());
  }

  private List<String> code(Function function) {
    Map<Integer, String> labels = labels(function);
    Disassembler.Options options =
        Disassembler.Options.PLAIN
            .withSlots()
            .withHelperNames(Disassembly::helper)
            .withLabels(slot -> Optional.ofNullable(labels.get(slot)))
            .withOperands(operands(function))
            .withBefore(slot -> source ? sourceLine(function, slot) : List.of())
            .withAfter(slot -> kernelTypes(function, slot));
    return Disassembler.print(function.code().insns(), options).lines().toList();
  }

  private static Optional<String> helper(int id) {
    return Helpers.byId(id).map(Helper::name);
  }

  /// Names for the slots that jumps of the function lead to.
  private static Map<Integer, String> labels(Function function) {
    TreeSet<Integer> targets = new TreeSet<>();
    int slot = 0;
    for (Insn<Reg> insn : function.code().insns()) {
      int next = slot + 1;
      switch (insn) {
        case Insn.Jump<Reg> jump -> targets.add(next + jump.offset());
        case Insn.JumpIf<Reg> jump -> targets.add(next + jump.offset());
        case Insn.MayGoto<Reg> jump -> targets.add(next + jump.offset());
        default -> {
          // Goes on with the next instruction, or leaves the function.
        }
      }
      slot += insn.slots();
    }
    Map<Integer, String> labels = new HashMap<>();
    for (int target : targets) {
      labels.put(target, "L" + (labels.size() + 1));
    }
    return labels;
  }

  private IntFunction<Optional<String>> operands(Function function) {
    Map<Integer, String> texts = new HashMap<>();
    for (Relocation relocation : function.code().relocations()) {
      texts.put(relocation.slot(), describe(relocation.target()));
    }
    return slot -> Optional.ofNullable(texts.get(slot));
  }

  /// What an instruction refers to, as listings write it.
  private String describe(Target target) {
    return switch (target) {
      case Target.MapRef(String map) -> "map " + map;
      case Target.MapValueRef(String map, int offset) -> "map_value " + map + plus(offset);
      case Target.DataRef(String section, int offset) -> "data " + variable(section, offset);
      case Target.FunctionRef(String name) -> "function " + name;
      case Target.KfuncRef(String name, boolean weak) -> "kfunc " + name + (weak ? " weak" : "");
      case Target.ExternRef(String name, boolean weak) -> "extern " + name + (weak ? " weak" : "");
    };
  }

  private String variable(String section, int offset) {
    return object.data().stream()
        .filter(data -> data.name().equals(section))
        .flatMap(data -> data.variables().stream())
        .filter(v -> v.offset() <= offset && offset < v.offset() + v.size())
        .findFirst()
        .map(v -> v.name() + plus(offset - v.offset()))
        .orElse(section + plus(offset));
  }

  private static String plus(int offset) {
    return offset == 0 ? "" : " + " + offset;
  }

  /// The source line of a slot, unless it is the line of the instruction before as well.
  private static List<String> sourceLine(Function function, int slot) {
    List<LineInfo> lines = function.code().lines();
    for (int i = 0; i < lines.size(); i++) {
      LineInfo line = lines.get(i);
      if (line.slot() == slot) {
        boolean same = i > 0 && isSameLine(line, lines.get(i - 1));
        return same ? List.of() : List.of("; " + place(line) + line.text().strip());
      }
    }
    return List.of();
  }

  private static boolean isSameLine(LineInfo a, LineInfo b) {
    return a.line() == b.line() && a.file().equals(b.file()) && a.text().equals(b.text());
  }

  private static String place(LineInfo line) {
    String file = line.file().substring(line.file().lastIndexOf('/') + 1);
    return line.line() == 0 ? "" : file + ":" + line.line() + "  ";
  }

  private List<String> kernelTypes(Function function, int slot) {
    return object.coreRelocations().stream()
        .filter(r -> r.function().equals(function.name()) && r.slot() == slot)
        .map(this::describe)
        .toList();
  }

  private String describe(CoreRelocation relocation) {
    String type = object.btf().map(btf -> btf.type(relocation.typeId()).name()).orElse("");
    return "             ; adapted to the kernel's `" + type + "`, access " + relocation.access();
  }

  private static Map<String, Object> json(MapSpec map) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", map.name());
    json.put("type", typeName(map));
    json.put("keyBytes", map.keySize());
    json.put("valueBytes", map.valueSize());
    json.put("entries", map.maxEntries());
    json.put("flags", map.flags());
    return json;
  }

  private Map<String, Object> json(Function function, Optional<String> section) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", function.name());
    section.ifPresent(name -> json.put("section", name));
    Map<Integer, String> references = new HashMap<>();
    function.code().relocations().forEach(r -> references.put(r.slot(), describe(r.target())));
    Map<Integer, LineInfo> lines = new HashMap<>();
    function.code().lines().forEach(line -> lines.put(line.slot(), line));
    List<Map<String, Object>> instructions = new ArrayList<>();
    int slot = 0;
    for (Insn<Reg> insn : function.code().insns()) {
      instructions.add(json(insn, slot, references, lines));
      slot += insn.slots();
    }
    json.put("instructions", instructions);
    return json;
  }

  private static Map<String, Object> json(
      Insn<Reg> insn, int slot, Map<Integer, String> references, Map<Integer, LineInfo> lines) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("slot", slot);
    json.put("text", Disassembler.print(insn));
    Stream.ofNullable(references.get(slot)).forEach(text -> json.put("refers", text));
    if (insn instanceof Insn.CallHelper<Reg> call) {
      helper(call.id()).ifPresent(name -> json.put("helper", name));
    }
    LineInfo line = lines.get(slot);
    if (line != null) {
      json.put("file", line.file());
      json.put("line", line.line());
      json.put("column", line.column());
      json.put("source", line.text().strip());
    }
    return json;
  }
}
