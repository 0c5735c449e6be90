// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.btf.BtfWriter;
import dev.weir.bytecode.isa.Disassembler;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Code;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A [BpfObject] as a listing file, which [ListingReader] reads back to the same object.
public final class ListingWriter {
  private final BpfObject object;
  private final StringBuilder out = new StringBuilder();

  private ListingWriter(BpfObject object) {
    this.object = object;
  }

  /// The listing of an object.
  public static String write(BpfObject object) {
    return new ListingWriter(object).write();
  }

  private String write() {
    out.append(".object ").append(Quoted.write(object.name())).append('\n');
    out.append(".license ").append(Quoted.write(object.license())).append('\n');
    object
        .documentation()
        .texts()
        .forEach((subject, text) ->
            out.append(".doc ")
                .append(Quoted.write(subject))
                .append(' ')
                .append(Quoted.write(text))
                .append('\n'));
    if (!object.maps().isEmpty()) {
      out.append('\n');
    }
    for (MapSpec map : object.maps()) {
      out.append(MapDirective.write(map));
    }
    for (DataSection section : object.data()) {
      out.append('\n').append(DataDirective.write(section));
    }
    for (Program program : object.programs()) {
      out.append("\n.program ").append(Quoted.name(program.name()));
      out.append(" section ").append(Quoted.write(program.section()));
      body(program.function());
    }
    for (Function function : object.functions()) {
      out.append("\n.function ").append(Quoted.name(function.name()));
      out.append(function.linkage() == Linkage.GLOBAL ? " global" : " static");
      body(function);
    }
    object
        .btf()
        .ifPresent(btf -> out.append("\n.btf\n").append(DataDirective.write(BtfWriter.write(btf))));
    return out.toString();
  }

  private void body(Function function) {
    if (function.btfId() != 0) {
      out.append(" btf ").append(function.btfId());
    }
    out.append('\n');
    Code code = function.code();
    Map<Integer, List<String>> notes = notes(function);
    Map<Integer, String> operands = new HashMap<>();
    for (Relocation relocation : code.relocations()) {
      operands.put(relocation.slot(), operand(relocation.target()));
    }
    Set<Integer> labels = labels(code.insns(), operands.keySet());
    Disassembler.Options options =
        Disassembler.Options.PLAIN
            .withIndent("  ")
            .withHelperNames(id -> Helpers.byId(id).map(Helper::name))
            .withNamedJumps(
                slot -> labels.contains(slot) ? Optional.of("L" + slot) : Optional.empty())
            .withOperands(slot -> Optional.ofNullable(operands.get(slot)))
            .withBefore(slot -> notes.getOrDefault(slot, List.of()));
    out.append(Disassembler.print(code.insns(), options));
  }

  private Map<Integer, List<String>> notes(Function function) {
    Map<Integer, List<String>> notes = new HashMap<>();
    for (LineInfo line : function.code().lines()) {
      String text =
          "  .line "
              + Quoted.write(line.file())
              + " "
              + line.line()
              + ":"
              + line.column()
              + " "
              + Quoted.write(line.text());
      notes.computeIfAbsent(line.slot(), _ -> new ArrayList<>()).add(text);
    }
    for (CoreRelocation core : object.coreRelocations()) {
      if (core.function().equals(function.name())) {
        String text =
            "  .core type "
                + core.typeId()
                + " access "
                + Quoted.write(core.access())
                + " kind "
                + core.kind();
        notes.computeIfAbsent(core.slot(), _ -> new ArrayList<>()).add(text);
      }
    }
    return notes;
  }

  /// The slots that jumps and local calls go to, where an instruction starts or the code ends;
  /// other targets keep their offsets.
  private static Set<Integer> labels(List<Insn<Reg>> insns, Set<Integer> relocated) {
    Set<Integer> targets = new HashSet<>();
    Set<Integer> starts = new HashSet<>();
    int slot = 0;
    for (Insn<Reg> insn : insns) {
      starts.add(slot);
      if (!relocated.contains(slot)) {
        switch (insn) {
          case Insn.Jump<Reg> jump -> targets.add(slot + 1 + jump.offset());
          case Insn.JumpIf<Reg> jump -> targets.add(slot + 1 + jump.offset());
          case Insn.MayGoto<Reg> jump -> targets.add(slot + 1 + jump.offset());
          case Insn.CallLocal<Reg> call -> targets.add(slot + 1 + call.offset());
          default -> {}
        }
      }
      slot += insn.slots();
    }
    starts.add(slot);
    targets.retainAll(starts);
    return targets;
  }

  private static String operand(Target target) {
    return switch (target) {
      case Target.MapRef(String map) -> "map " + Quoted.name(map);
      case Target.MapValueRef(String map, int offset) ->
          "map_value " + Quoted.name(map) + " + " + offset;
      case Target.DataRef(String section, int offset) ->
          "data " + Quoted.name(section) + " + " + offset;
      case Target.FunctionRef(String function) -> "function " + Quoted.name(function);
      case Target.KfuncRef(String name, boolean weak) ->
          "kfunc " + Quoted.name(name) + (weak ? " weak" : "");
      case Target.ExternRef(String name, boolean weak) ->
          "extern " + Quoted.name(name) + (weak ? " weak" : "");
    };
  }
}
