// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.Entry;
import dev.weir.bytecode.elf.ElfFile;
import dev.weir.bytecode.elf.ElfSection;
import dev.weir.bytecode.elf.ElfSymbol;
import dev.weir.bytecode.object.DataSection.Variable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// The global data of a file.
///
/// Where variables are is known to the symbols; compilers leave the offsets and sizes of the types'
/// `DATASEC` to the linker or loader. Here both get to say the same.
///
/// @kernel v6.12 tools/lib/bpf/libbpf.c btf_fixup_datasec
final class DataReader {
  private final ElfFile elf;
  private final List<BtfType> types;
  private final List<DataSection> sections = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private DataReader(ElfFile elf, List<BtfType> types) {
    this.elf = elf;
    this.types = types;
  }

  /// Data sections, and the types with their `DATASEC` laid out.
  record Data(List<DataSection> sections, Optional<Btf> btf) {}

  /// The data of a file.
  ///
  /// @throws ObjectFormatException when symbols lie outside their sections, or data holds addresses
  static Data read(ElfFile elf, Optional<Btf> btf) {
    DataReader reader = new DataReader(elf, new ArrayList<>(btf.map(Btf::types).orElse(List.of())));
    for (int i = 0; i < elf.sections().size(); i++) {
      ElfSection section = elf.sections().get(i);
      if (SectionNames.data(section.name()) && section.sizeBytes() > 0) {
        reader.section(i, section);
      }
    }
    return new Data(reader.sections, btf.map(_ -> new Btf(reader.types)));
  }

  private void section(int index, ElfSection section) {
    if (!section.relocations().isEmpty()) {
      int symbol = section.relocations().getFirst().symbol();
      throw new ObjectFormatException(
          "section `"
              + section.name()
              + "` holds the address of `"
              + elf.symbols().get(symbol).name()
              + "`",
          "global variables cannot be initialised with addresses; use values or indices");
    }
    List<ElfSymbol> symbols = symbols(index, section);
    OptionalInt id = typeOf(section.name());
    List<Variable> variables =
        id.isPresent() ? described(id.getAsInt(), symbols, section) : plain(symbols);
    variables.removeIf(variable -> !names.add(variable.name()));
    sections.add(new DataSection(section.name(), section.content(), variables, id.orElse(0)));
  }

  private List<ElfSymbol> symbols(int index, ElfSection section) {
    List<ElfSymbol> symbols = new ArrayList<>();
    for (ElfSymbol symbol : elf.symbols()) {
      if (symbol.section() == index && symbol.type() == ElfSymbol.OBJECT) {
        long end = symbol.value() + symbol.size();
        if (symbol.value() < 0 || symbol.size() < 0 || end < 0 || end > section.sizeBytes()) {
          throw new ObjectFormatException(
              "variable `"
                  + symbol.name()
                  + "`: found at bytes "
                  + symbol.value()
                  + " to "
                  + end
                  + " of section `"
                  + section.name()
                  + "`, which has "
                  + section.sizeBytes());
        }
        symbols.add(symbol);
      }
    }
    symbols.sort(Comparator.comparingLong(ElfSymbol::value));
    return symbols;
  }

  private OptionalInt typeOf(String section) {
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i) instanceof BtfType.DataSection s && s.name().equals(section)) {
        return OptionalInt.of(i + 1);
      }
    }
    return OptionalInt.empty();
  }

  private static List<Variable> plain(List<ElfSymbol> symbols) {
    List<Variable> variables = new ArrayList<>();
    symbols.forEach(s -> variables.add(new Variable(s.name(), (int) s.value(), (int) s.size(), 0)));
    return variables;
  }

  /// Variables from symbols and types; lays the types out as the symbols say.
  private List<Variable> described(int id, List<ElfSymbol> symbols, ElfSection section) {
    BtfType.DataSection type = (BtfType.DataSection) types.get(id - 1);
    Map<ElfSymbol, Integer> typed = new HashMap<>();
    List<Variable> variables = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : type.entries()) {
      if (entry.type() == 0 || !(types.get(entry.type() - 1) instanceof BtfType.Variable v)) {
        throw new ObjectFormatException(
            "the type of section `" + section.name() + "` has an entry that is no variable");
      }
      Optional<ElfSymbol> symbol = symbolOf(v, entry, symbols, typed);
      if (symbol.isPresent()) {
        ElfSymbol s = symbol.get();
        typed.put(s, entry.type());
        entries.add(new Entry(entry.type(), (int) s.value(), (int) s.size()));
      } else {
        checkInside(v, entry, section);
        entries.add(entry);
        variables.add(new Variable(v.name(), entry.offset(), entry.size(), entry.type()));
      }
    }
    for (ElfSymbol s : symbols) {
      variables.add(
          new Variable(s.name(), (int) s.value(), (int) s.size(), typed.getOrDefault(s, 0)));
    }
    variables.sort(Comparator.comparingInt(Variable::offset));
    entries.sort(Comparator.comparingInt(Entry::offset));
    types.set(id - 1, new BtfType.DataSection(type.name(), section.sizeBytes(), entries));
    return variables;
  }

  /// The symbol of a variable: that of its name; for static ones, whose symbol may have a longer
  /// name, the one at its place.
  private static Optional<ElfSymbol> symbolOf(
      BtfType.Variable variable,
      Entry entry,
      List<ElfSymbol> symbols,
      Map<ElfSymbol, Integer> taken) {
    boolean local = variable.linkage() == BtfType.VariableLinkage.STATIC;
    return symbols.stream()
        .filter(s -> !taken.containsKey(s))
        .filter(s ->
            local
                ? s.value() == entry.offset() && s.name().endsWith(variable.name())
                : s.name().equals(variable.name()))
        .findFirst();
  }

  private static void checkInside(BtfType.Variable variable, Entry entry, ElfSection section) {
    long end = (long) entry.offset() + entry.size();
    if (entry.offset() < 0 || entry.size() < 0 || end > section.sizeBytes()) {
      throw new ObjectFormatException(
          "variable `"
              + variable.name()
              + "`: found at bytes "
              + entry.offset()
              + " to "
              + end
              + " of section `"
              + section.name()
              + "`, which has "
              + section.sizeBytes());
    }
  }
}
