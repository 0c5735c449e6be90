// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.elf.ElfFile;
import dev.weir.bytecode.elf.ElfRelocation;
import dev.weir.bytecode.elf.ElfSection;
import dev.weir.bytecode.elf.ElfSymbol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The maps of a file: those of `.maps`, and those of the older section `maps`.
final class MapReader {
  private final ElfFile elf;
  private final Optional<Btf> btf;
  private final List<MapSpec> specs = new ArrayList<>();
  private final Map<Integer, Map<Long, String>> places = new HashMap<>();

  private MapReader(ElfFile elf, Optional<Btf> btf) {
    this.elf = elf;
    this.btf = btf;
  }

  /// Maps and where they are.
  ///
  /// @param specs in file order
  /// @param places names by section index and offset
  record Maps(List<MapSpec> specs, Map<Integer, Map<Long, String>> places) {}

  /// The maps of a file.
  ///
  /// @throws ObjectFormatException when a definition is faulty
  static Maps read(ElfFile elf, Optional<Btf> btf) {
    MapReader reader = new MapReader(elf, btf);
    int index = elf.index(SectionNames.MAPS);
    if (index >= 0 && elf.sections().get(index).sizeBytes() > 0) {
      reader.typed(index, elf.sections().get(index));
    }
    int legacy = elf.index(SectionNames.LEGACY_MAPS);
    if (legacy >= 0 && elf.sections().get(legacy).sizeBytes() > 0) {
      LegacyMaps.read(elf, legacy).forEach((offset, spec) -> reader.add(legacy, offset, spec));
    }
    return new Maps(reader.specs, reader.places);
  }

  private void add(int section, long offset, MapSpec spec) {
    specs.add(spec);
    places.computeIfAbsent(section, _ -> new HashMap<>()).put(offset, spec.name());
  }

  private void typed(int index, ElfSection section) {
    Btf types =
        btf.orElseThrow(() ->
            new ObjectFormatException(
                "section `.maps` needs type information, which the file lacks",
                "compile with -g and do not strip the sections `.BTF` and `.BTF.ext`"));
    int id =
        types
            .find(BtfType.DataSection.class, SectionNames.MAPS)
            .orElseThrow(() ->
                new ObjectFormatException(
                    "the type information does not describe section `.maps`"));
    List<Variable> variables = new ArrayList<>();
    for (BtfType.Entry entry : ((BtfType.DataSection) types.type(id)).entries()) {
      variables.add(variable(types, entry, index, section));
    }
    variables.sort((a, b) -> Long.compare(a.symbol.value(), b.symbol.value()));
    for (Variable variable : variables) {
      MapSpec spec = MapDefinition.read(types, variable.symbol.name(), variable.type);
      add(index, variable.symbol.value(), withValues(spec, variable, types, section));
    }
  }

  private record Variable(ElfSymbol symbol, int type) {}

  private Variable variable(Btf types, BtfType.Entry entry, int index, ElfSection section) {
    if (entry.type() == 0 || !(types.type(entry.type()) instanceof BtfType.Variable variable)) {
      throw new ObjectFormatException("section `.maps` has an entry that is no variable");
    }
    String name = variable.name();
    ElfSymbol symbol =
        elf.symbols().stream()
            .filter(s -> s.section() == index && s.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new ObjectFormatException(
                    "map `" + name + "` has no symbol in section `.maps`",
                    "define it as a global variable"));
    long end = symbol.value() + symbol.size();
    if (symbol.value() < 0 || symbol.size() < 0 || end < 0 || end > section.sizeBytes()) {
      throw new ObjectFormatException(
          "map `"
              + name
              + "`: found at bytes "
              + symbol.value()
              + " to "
              + end
              + " of section `.maps`, which has "
              + section.sizeBytes());
    }
    return new Variable(symbol, variable.type());
  }

  private MapSpec withValues(MapSpec spec, Variable variable, Btf types, ElfSection section) {
    Optional<Integer> start = MapDefinition.valuesOffset(types, variable.type);
    if (start.isEmpty()) {
      return spec;
    }
    long first = variable.symbol.value() + start.get();
    long count = (variable.symbol.size() - start.get()) / MapTypes.POINTER_BYTES;
    List<String> values = new ArrayList<>(Collections.nCopies((int) Math.max(0, count), ""));
    for (ElfRelocation relocation : section.relocations()) {
      long at = relocation.offset() - first;
      if (at >= 0 && at % MapTypes.POINTER_BYTES == 0 && at / MapTypes.POINTER_BYTES < count) {
        values.set(
            (int) (at / MapTypes.POINTER_BYTES),
            value(spec, elf.symbols().get(relocation.symbol())));
      }
    }
    return new MapSpec(
        spec.name(),
        spec.type(),
        spec.keySize(),
        spec.valueSize(),
        spec.maxEntries(),
        spec.flags(),
        spec.keyTypeId(),
        spec.valueTypeId(),
        spec.pinning(),
        spec.numaNode(),
        spec.extra(),
        spec.inner(),
        values);
  }

  private static String value(MapSpec spec, ElfSymbol symbol) {
    if (symbol.type() == ElfSymbol.SECTION || symbol.name().isEmpty()) {
      throw new ObjectFormatException(
          "map `" + spec.name() + "` has a static program or map as initial value",
          "make it global: remove `static`");
    }
    return symbol.name();
  }
}
