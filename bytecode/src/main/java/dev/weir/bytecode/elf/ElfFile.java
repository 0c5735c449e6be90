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
/// @param symbols in file order, without the null symbol
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
}
