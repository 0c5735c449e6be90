// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.elf.ElfFile;
import dev.weir.bytecode.elf.ElfSection;
import dev.weir.bytecode.elf.ElfSymbol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Where the functions of a file are.
final class FunctionTable {
  private static final int SLOT_BYTES = 8;

  private final List<Place> places = new ArrayList<>();
  private final Map<Integer, TreeMap<Long, Place>> bySection = new TreeMap<>();

  private FunctionTable() {}

  /// A function's place in its section, in bytes.
  ///
  /// @param section index of the section
  /// @param symbolIndex index of its symbol, which tells the order in the source
  record Place(ElfSymbol symbol, int symbolIndex, int section, int start, int end) {
    String name() {
      return symbol.name();
    }

    /// The slot of an offset in the section, from the function's start.
    int slot(long offset) {
      return (int) (offset - start) / SLOT_BYTES;
    }
  }

  /// The functions of a file.
  ///
  /// @throws ObjectFormatException when symbols do not tell where code belongs
  static FunctionTable of(ElfFile elf) {
    FunctionTable table = new FunctionTable();
    for (int i = 0; i < elf.sections().size(); i++) {
      ElfSection section = elf.sections().get(i);
      if (section.code() && section.sizeBytes() > 0) {
        table.addSection(elf, i, section);
      }
    }
    Set<String> names = new HashSet<>();
    for (Place place : table.places) {
      if (!names.add(place.name())) {
        throw new ObjectFormatException(
            "two functions are called `" + place.name() + "`", "rename one of them");
      }
    }
    return table;
  }

  /// All functions, by section and offset.
  List<Place> places() {
    return places;
  }

  /// The function that starts at an offset of a section.
  Optional<Place> startingAt(int section, long offset) {
    return Optional.ofNullable(bySection.getOrDefault(section, new TreeMap<>()).get(offset));
  }

  /// The function that covers an offset of a section.
  Optional<Place> covering(int section, long offset) {
    return Optional.ofNullable(bySection.getOrDefault(section, new TreeMap<>()).floorEntry(offset))
        .map(Map.Entry::getValue)
        .filter(place -> offset < place.end());
  }

  private void addSection(ElfFile elf, int index, ElfSection section) {
    List<Integer> symbols = new ArrayList<>();
    for (int i = 0; i < elf.symbols().size(); i++) {
      ElfSymbol symbol = elf.symbols().get(i);
      if (symbol.section() == index && symbol.type() == ElfSymbol.FUNCTION) {
        symbols.add(i);
      }
    }
    if (symbols.isEmpty()) {
      throw new ObjectFormatException(
          "section `" + section.name() + "` holds code, but no symbol names a function in it",
          "the file was stripped; keep its symbols");
    }
    symbols.sort(Comparator.comparingLong(i -> elf.symbols().get(i).value()));
    TreeMap<Long, Place> starts = new TreeMap<>();
    for (int i = 0; i < symbols.size(); i++) {
      long next =
          i + 1 < symbols.size()
              ? elf.symbols().get(symbols.get(i + 1)).value()
              : section.sizeBytes();
      Place place = place(elf.symbols().get(symbols.get(i)), symbols.get(i), index, section, next);
      starts.put((long) place.start(), place);
      places.add(place);
    }
    bySection.put(index, starts);
  }

  private static Place place(
      ElfSymbol symbol, int symbolIndex, int index, ElfSection section, long next) {
    long start = symbol.value();
    long end = symbol.size() == 0 ? next : start + symbol.size();
    boolean inside = start >= 0 && end > start && end <= section.sizeBytes();
    if (!inside || start % SLOT_BYTES != 0 || end % SLOT_BYTES != 0) {
      throw new ObjectFormatException(
          "function `"
              + symbol.name()
              + "`: found at bytes "
              + start
              + " to "
              + end
              + " of section `"
              + section.name()
              + "`, expected whole slots of 8 bytes within "
              + section.sizeBytes());
    }
    if (end > next) {
      throw new ObjectFormatException(
          "function `"
              + symbol.name()
              + "` overlaps the next one in section `"
              + section.name()
              + "`");
    }
    return new Place(symbol, symbolIndex, index, (int) start, (int) end);
  }
}
