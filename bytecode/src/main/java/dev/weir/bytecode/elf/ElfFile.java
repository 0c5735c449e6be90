// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A relocatable object.
///
/// @param order byte order of the file and its code
/// @param sections in file order
/// @param symbols in file order, without the null symbol; local ones come first
public record ElfFile(ByteOrder order, List<ElfSection> sections, List<ElfSymbol> symbols) {
  /// Copies the lists.
  public ElfFile {
    Objects.requireNonNull(order);
    sections = List.copyOf(sections);
    symbols = List.copyOf(symbols);
  }

  /// The first section of a name.
  public Optional<ElfSection> section(String name) {
    return sections.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /// The index of the first section of a name, -1 when there is none.
  public int index(String name) {
    for (int i = 0; i < sections.size(); i++) {
      if (sections.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
