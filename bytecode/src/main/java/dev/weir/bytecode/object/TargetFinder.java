// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.elf.ElfFile;
import dev.weir.bytecode.elf.ElfRelocation;
import dev.weir.bytecode.elf.ElfSection;
import dev.weir.bytecode.elf.ElfSymbol;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.object.FunctionTable.Place;
import dev.weir.bytecode.object.Relocation.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an ELF relocation of an instruction refers to.
///
/// Compilers name global things by their symbol. Static ones they name by the symbol of the
/// section, with the place in the instruction: bytes for loads, slots for calls.
///
/// @kernel v6.12 tools/lib/bpf/libbpf.c bpf_program__record_reloc
final class TargetFinder {
  private final ElfFile elf;
  private final FunctionTable functions;
  private final Map<Integer, Map<Long, String>> maps;
  private final Set<String> kfuncs = new HashSet<>();

  /// @param maps names of maps by section and offset
  TargetFinder(
      ElfFile elf,
      FunctionTable functions,
      Map<Integer, Map<Long, String>> maps,
      Optional<Btf> btf) {
    this.elf = elf;
    this.functions = functions;
    this.maps = maps;
    for (BtfType type : btf.map(Btf::types).orElse(List.of())) {
      if (type instanceof BtfType.Function f && f.linkage() == BtfType.FunctionLinkage.EXTERN) {
        kfuncs.add(f.name());
      }
    }
  }

  /// What the relocation of the instruction at a slot refers to.
  ///
  /// @throws ObjectFormatException when that has no meaning
  Target of(Insn<Reg> insn, ElfRelocation relocation, Place place, int slot) {
    ElfSymbol symbol = elf.symbols().get(relocation.symbol());
    String where = "function `" + place.name() + "` at slot " + slot;
    if (relocation.type() != ElfRelocation.R64_64 && relocation.type() != ElfRelocation.R64_32) {
      throw new ObjectFormatException(
          where
              + ": found relocation type "
              + relocation.type()
              + " against `"
              + symbol.name()
              + "`, expected 1 (load) or 10 (call)");
    }
    return switch (insn) {
      case Insn.LoadImm64<Reg>(_, _, long imm) -> loaded(symbol, (int) imm, where);
      case Insn.CallLocal<Reg>(int distance) -> called(symbol, distance, where);
      default ->
          throw new ObjectFormatException(
              where
                  + ": a relocation against `"
                  + symbol.name()
                  + "` covers an instruction that is neither a 64-bit load nor a call");
    };
  }

  private Target called(ElfSymbol symbol, int distance, String where) {
    if (!symbol.defined()) {
      return new Target.KfuncRef(external(symbol, where), weak(symbol));
    }
    return function(symbol, symbol.value() + (distance + 1L) * 8, where);
  }

  private Target loaded(ElfSymbol symbol, int addend, String where) {
    if (!symbol.defined()) {
      String name = external(symbol, where);
      return kfuncs.contains(name)
          ? new Target.KfuncRef(name, weak(symbol))
          : new Target.ExternRef(name, weak(symbol));
    }
    ElfSection section = elf.sections().get(symbol.section());
    long offset = symbol.value() + addend;
    if (section.code()) {
      return function(symbol, offset, where);
    }
    if (maps.containsKey(symbol.section())) {
      String map = maps.get(symbol.section()).get(offset);
      if (map == null) {
        throw new ObjectFormatException(
            where
                + ": refers to byte "
                + offset
                + " of section `"
                + section.name()
                + "`, where no map starts");
      }
      return new Target.MapRef(map);
    }
    if (SectionNames.data(section.name())) {
      if (offset < 0 || offset > section.sizeBytes()) {
        throw new ObjectFormatException(
            where
                + ": refers to byte "
                + offset
                + " of section `"
                + section.name()
                + "`, which has "
                + section.sizeBytes()
                + " bytes");
      }
      return new Target.DataRef(section.name(), (int) offset);
    }
    throw new ObjectFormatException(
        where + ": refers to `" + symbol.name() + "` in section `" + section.name() + "`",
        "only functions, maps and global data can be referred to");
  }

  private Target function(ElfSymbol symbol, long offset, String where) {
    return functions
        .startingAt(symbol.section(), offset)
        .map(place -> new Target.FunctionRef(place.name()))
        .orElseThrow(() ->
            new ObjectFormatException(
                where
                    + ": refers to byte "
                    + offset
                    + " of section `"
                    + elf.sections().get(symbol.section()).name()
                    + "`, where no function starts"));
  }

  private static String external(ElfSymbol symbol, String where) {
    if (symbol.section() != ElfSymbol.UNDEFINED || symbol.name().isEmpty()) {
      throw new ObjectFormatException(
          where + ": refers to `" + symbol.name() + "`, which has no place in any section");
    }
    return symbol.name();
  }

  private static boolean weak(ElfSymbol symbol) {
    return symbol.binding() == ElfSymbol.WEAK;
  }
}
