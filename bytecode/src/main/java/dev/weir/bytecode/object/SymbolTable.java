// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.elf.ElfSymbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Symbols under construction, local ones first, each found by its name.
final class SymbolTable {
  private final List<ElfSymbol> symbols = new ArrayList<>();
  private final Map<String, Integer> sections = new HashMap<>();
  private final Map<String, Integer> names = new HashMap<>();

  /// Adds the symbol of a section.
  void addSection(String name, int index) {
    sections.put(name, symbols.size());
    symbols.add(
        new ElfSymbol(name, ElfSymbol.SECTION, ElfSymbol.LOCAL, ElfSymbol.DEFAULT, index, 0, 0));
  }

  /// Adds something defined in the file.
  ///
  /// @param type `STT_*`
  /// @param binding `STB_*`
  void add(String name, int type, int binding, int section, long value, long size) {
    names.put(name, symbols.size());
    symbols.add(new ElfSymbol(name, type, binding, ElfSymbol.DEFAULT, section, value, size));
  }

  /// The index of something defined elsewhere, added when it is new.
  int external(String name, boolean weak) {
    Integer known = names.get(name);
    if (known == null) {
      int binding = weak ? ElfSymbol.WEAK : ElfSymbol.GLOBAL;
      add(name, ElfSymbol.NOTYPE, binding, ElfSymbol.UNDEFINED, 0, 0);
      known = symbols.size() - 1;
    }
    return known;
  }

  /// The index of a section's symbol.
  int section(String name) {
    return index(sections, name);
  }

  /// The index of something defined in the file.
  int named(String name) {
    return index(names, name);
  }

  List<ElfSymbol> toList() {
    return symbols;
  }

  private static int index(Map<String, Integer> indices, String name) {
    Integer index = indices.get(name);
    if (index == null) {
      throw new ObjectFormatException("`" + name + "` is referred to, but not defined");
    }
    return index;
  }
}
