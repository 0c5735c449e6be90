// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.elf.ElfRelocation;
import dev.weir.bytecode.elf.ElfSection;
import dev.weir.bytecode.isa.Codec;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.object.CodeLayout.Placed;
import dev.weir.bytecode.object.Relocation.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Functions to a section of code, references to relocations and addends.
///
/// | reference to | symbol | in the instruction |
/// |---|---|---|
/// | map, variable | its own | load of 0 |
/// | place inside data | the section's | load of the offset in bytes |
/// | global function | its own | call of -1, load of 0 |
/// | static function | the section's | call of the slot less one, load of the offset in bytes |
/// | kernel function or variable | undefined | call of -1, load of 0 |
///
/// A place inside a variable is not named by the variable and an addend, because cilium/ebpf drops
/// the addend.
final class CodeWriter {
  private static final int SLOT_BYTES = 8;

  private final CodeLayout layout;
  private final SymbolTable symbols;
  private final Map<String, Map<Integer, String>> variables = new HashMap<>();
  private final List<Insn<Reg>> insns = new ArrayList<>();
  private final List<ElfRelocation> relocations = new ArrayList<>();

  private CodeWriter(BpfObject object, CodeLayout layout, SymbolTable symbols) {
    this.layout = layout;
    this.symbols = symbols;
    for (DataSection section : object.data()) {
      Map<Integer, String> byOffset = new HashMap<>();
      section.variables().forEach(v -> byOffset.putIfAbsent(v.offset(), v.name()));
      variables.put(section.name(), byOffset);
    }
  }

  /// The section of some functions.
  static ElfSection write(
      BpfObject object,
      String section,
      List<Placed> functions,
      CodeLayout layout,
      SymbolTable symbols) {
    CodeWriter writer = new CodeWriter(object, layout, symbols);
    functions.forEach(writer::function);
    return new ElfSection(
        section,
        ElfSection.PROGBITS,
        ElfSection.ALLOC | ElfSection.EXECUTE,
        SLOT_BYTES,
        Codec.encode(writer.insns),
        writer.relocations);
  }

  private void function(Placed placed) {
    Map<Integer, Target> targets = new HashMap<>();
    Code code = placed.function().code();
    code.relocations().forEach(r -> targets.put(r.slot(), r.target()));
    int slot = 0;
    for (Insn<Reg> insn : code.insns()) {
      Optional<Target> target = Optional.ofNullable(targets.get(slot));
      if (target.isPresent()) {
        refer(insn, target.get(), placed.offsetOf(slot));
      } else {
        insns.add(insn);
      }
      slot += insn.slots();
    }
  }

  private void refer(Insn<Reg> insn, Target target, long offset) {
    boolean call = !(insn instanceof Insn.LoadImm64<Reg>);
    int symbol;
    int addend = 0;
    switch (target) {
      case Target.MapRef(String map) -> symbol = symbols.named(map);
      case Target.MapValueRef(String map, _) ->
          throw new ObjectFormatException(
              "the address of a value of map `" + map + "` has no form in an object file",
              "use a global variable");
      case Target.DataRef(String section, int at) -> {
        String variable = variables.getOrDefault(section, Map.of()).get(at);
        symbol = variable == null ? symbols.section(section) : symbols.named(variable);
        addend = variable == null ? at : 0;
      }
      case Target.FunctionRef(String name) -> {
        Placed callee = layout.placed(name);
        symbol = callee.local() ? symbols.section(callee.section()) : symbols.named(name);
        addend = callee.local() ? callee.offset() : 0;
      }
      case Target.KfuncRef(String name, boolean weak) -> symbol = symbols.external(name, weak);
      case Target.ExternRef(String name, boolean weak) -> symbol = symbols.external(name, weak);
    }
    relocations.add(
        new ElfRelocation(offset, call ? ElfRelocation.R64_32 : ElfRelocation.R64_64, symbol));
    insns.add(withAddend(insn, addend));
  }

  private static Insn<Reg> withAddend(Insn<Reg> insn, int addendBytes) {
    return insn instanceof Insn.LoadImm64<Reg>(Reg dst, _, _)
        ? new Insn.LoadImm64<>(dst, Pseudo.VALUE, Integer.toUnsignedLong(addendBytes))
        : new Insn.CallLocal<>(addendBytes / SLOT_BYTES - 1);
  }
}
