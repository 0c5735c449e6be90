// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.link;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.link.LinkException.Kind;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.CoreRelocation;
import dev.weir.bytecode.object.Function;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.bytecode.object.Program;
import dev.weir.bytecode.object.Relocation;
import dev.weir.bytecode.object.Relocation.Target.FunctionRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Joins a program and the functions it reaches into one run of instructions, as the kernel takes
/// them.
///
/// The program comes first, then each function once, in the order in which they are first referred
/// to. Calls and function addresses get their distances here; all other relocations stay, moved to
/// the joined code.
public final class ProgramLinker {
  private final BpfObject object;
  private final Map<String, Integer> starts = new LinkedHashMap<>();
  private final List<Function> parts = new ArrayList<>();

  private ProgramLinker(BpfObject object) {
    this.object = object;
  }

  /// A program with its functions.
  ///
  /// @param insns all instructions
  /// @param functions where each function starts, ascending; the first is the program itself
  /// @param relocations what is left to resolve, ascending by slot of the joined code
  /// @param lines source positions, ascending by slot of the joined code
  /// @param coreRelocations moved to the joined code; `function` is the program's name
  public record Linked(
      List<Insn<Reg>> insns,
      List<Placed> functions,
      List<Relocation> relocations,
      List<LineInfo> lines,
      List<CoreRelocation> coreRelocations) {
    /// Copies the lists.
    public Linked {
      insns = List.copyOf(insns);
      functions = List.copyOf(functions);
      relocations = List.copyOf(relocations);
      lines = List.copyOf(lines);
      coreRelocations = List.copyOf(coreRelocations);
    }
  }

  /// A function and its place.
  ///
  /// @param slot first slot in the joined code
  public record Placed(int slot, Function function) {}

  /// Joins a program and its functions.
  ///
  /// @throws LinkException when a function is not defined, or a relocation does not fit its
  ///   instruction
  public static Linked link(BpfObject object, Program program) throws LinkException {
    ProgramLinker linker = new ProgramLinker(object);
    linker.place(program.function());
    return linker.join(program.name());
  }

  private void place(Function function) throws LinkException {
    int start = parts.isEmpty() ? 0 : endOf(parts.getLast());
    starts.put(function.name(), start);
    parts.add(function);
    for (Relocation relocation : function.code().relocations()) {
      if (relocation.target() instanceof FunctionRef(String name) && !starts.containsKey(name)) {
        place(find(name, function));
      }
    }
  }

  private int endOf(Function last) {
    return start(last) + last.code().slots();
  }

  private int start(Function function) {
    return starts.getOrDefault(function.name(), 0);
  }

  private Function find(String name, Function from) throws LinkException {
    return object
        .function(name)
        .or(() -> object.program(name).map(Program::function))
        .orElseThrow(() ->
            new LinkException(
                Kind.BAD_OBJECT,
                "function `" + from.name() + "` calls `" + name + "`, which is not defined"));
  }

  private Linked join(String programName) throws LinkException {
    List<Insn<Reg>> insns = new ArrayList<>();
    List<Placed> placed = new ArrayList<>();
    List<Relocation> relocations = new ArrayList<>();
    List<LineInfo> lines = new ArrayList<>();
    List<CoreRelocation> core = new ArrayList<>();
    for (Function function : parts) {
      int start = start(function);
      placed.add(new Placed(start, function));
      append(function, start, insns, relocations);
      appendLines(function.code(), start, lines);
      for (CoreRelocation r : object.coreRelocations()) {
        if (r.function().equals(function.name())) {
          core.add(
              new CoreRelocation(programName, r.slot() + start, r.typeId(), r.access(), r.kind()));
        }
      }
    }
    return new Linked(insns, placed, relocations, lines, core);
  }

  private void append(
      Function function, int start, List<Insn<Reg>> insns, List<Relocation> relocations)
      throws LinkException {
    Map<Integer, Relocation> bySlot = new LinkedHashMap<>();
    function.code().relocations().forEach(r -> bySlot.put(r.slot(), r));
    int slot = start;
    for (Insn<Reg> insn : function.code().insns()) {
      Relocation relocation = bySlot.remove(slot - start);
      if (relocation == null) {
        insns.add(insn);
      } else if (relocation.target() instanceof FunctionRef(String name)) {
        insns.add(pointAt(insn, slot, name, function));
      } else {
        insns.add(insn);
        relocations.add(new Relocation(slot, relocation.target()));
      }
      slot += insn.slots();
    }
    if (!bySlot.isEmpty()) {
      throw new LinkException(
          Kind.BAD_OBJECT,
          "function `"
              + function.name()
              + "` has a relocation at slot "
              + bySlot.keySet().iterator().next()
              + ", where no instruction starts");
    }
  }

  private Insn<Reg> pointAt(Insn<Reg> insn, int slot, String name, Function from)
      throws LinkException {
    int distance = start(find(name, from)) - slot - 1;
    return switch (insn) {
      case Insn.CallLocal<Reg> _ -> new Insn.CallLocal<>(distance);
      case Insn.LoadImm64<Reg>(Reg dst, _, _) ->
          new Insn.LoadImm64<>(dst, Pseudo.FUNC, Integer.toUnsignedLong(distance));
      default ->
          throw new LinkException(
              Kind.BAD_OBJECT,
              "function `"
                  + from.name()
                  + "` refers to `"
                  + name
                  + "` from an instruction that is neither a call nor an address load");
    };
  }

  private static void appendLines(Code code, int start, List<LineInfo> lines) {
    if (code.lines().isEmpty() || code.lines().getFirst().slot() != 0) {
      lines.add(new LineInfo(start, "", "", 0, 0));
    }
    for (LineInfo line : code.lines()) {
      lines.add(
          new LineInfo(line.slot() + start, line.file(), line.text(), line.line(), line.column()));
    }
  }
}
