// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.elf.ElfFile;
import dev.weir.bytecode.elf.ElfSection;
import dev.weir.bytecode.elf.ElfSymbol;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Maps of the section `maps`, which libbpf dropped with 1.0: an array of structures of 32-bit
/// numbers.
///
/// ```text
/// struct bpf_map_def { type, key_size, value_size, max_entries, map_flags }            16 or 20 bytes;
///                      more for other loaders, as long as the rest is zero
/// struct bpf_elf_map { type, size_key, size_value, max_elem, flags,
///                      id, pinning, inner_id, inner_idx }                              36 bytes (iproute2)
/// ```
final class LegacyMaps {
  private static final int LEAST_BYTES = 16;
  private static final int MAP_DEF_BYTES = 20;
  private static final int ELF_MAP_BYTES = 36;
  private static final int PIN_GLOBAL = 2;

  private LegacyMaps() {}

  /// The maps of a section by offset.
  ///
  /// @throws ObjectFormatException when they are of another form
  static Map<Long, MapSpec> read(ElfFile elf, int index) {
    ElfSection section = elf.sections().get(index);
    List<ElfSymbol> symbols =
        elf.symbols().stream()
            .filter(s -> s.section() == index && s.type() != ElfSymbol.SECTION)
            .sorted(Comparator.comparingLong(ElfSymbol::value))
            .toList();
    int size = symbols.isEmpty() ? 0 : section.sizeBytes() / symbols.size();
    if (size < LEAST_BYTES || size % 4 != 0) {
      throw new ObjectFormatException(
          "section `maps` has "
              + section.sizeBytes()
              + " bytes for "
              + symbols.size()
              + " maps; a definition has 16 bytes or more, in words of 4",
          "define the maps in section `.maps` with BTF types");
    }
    ByteBuffer in = ByteBuffer.wrap(section.content()).order(elf.order());
    Map<Long, MapSpec> maps = new LinkedHashMap<>();
    for (int i = 0; i < symbols.size(); i++) {
      ElfSymbol symbol = symbols.get(i);
      if (symbol.value() != (long) i * size || symbol.name().isEmpty()) {
        throw new ObjectFormatException(
            "section `maps` has symbol `"
                + symbol.name()
                + "` at byte "
                + symbol.value()
                + ", expected a map every "
                + size
                + " bytes");
      }
      maps.put(symbol.value(), map(symbol.name(), in, i * size, size));
    }
    return maps;
  }

  private static MapSpec map(String name, ByteBuffer in, int at, int size) {
    int pinning = 0;
    if (size != ELF_MAP_BYTES) {
      expectZero(name, in, at, size);
    } else {
      pinning = in.getInt(at + 24);
      if (in.getInt(at + 28) != 0) {
        throw new ObjectFormatException(
            "map `" + name + "` names the maps in it by `inner_id`",
            "define it in section `.maps` with `values`");
      }
      if (pinning != 0 && pinning != PIN_GLOBAL) {
        throw new ObjectFormatException(
            "map `" + name + "`: found pinning " + pinning + ", expected 0 (none) or 2 (global)");
      }
    }
    return new MapSpec(
        name,
        in.getInt(at),
        in.getInt(at + 4),
        in.getInt(at + 8),
        in.getInt(at + 12),
        size >= MAP_DEF_BYTES ? in.getInt(at + 16) : 0,
        0,
        0,
        pinning == PIN_GLOBAL ? MapSpec.Pinning.BY_NAME : MapSpec.Pinning.NONE,
        -1,
        0,
        Optional.empty(),
        List.of());
  }

  private static void expectZero(String name, ByteBuffer in, int at, int size) {
    for (int offset = MAP_DEF_BYTES; offset < size; offset += 4) {
      if (in.getInt(at + offset) != 0) {
        throw new ObjectFormatException(
            "map `"
                + name
                + "`: found "
                + in.getInt(at + offset)
                + " at byte "
                + offset
                + " of its definition, expected zero: only loaders of its own know what it means",
            "define the map in section `.maps` with BTF types");
      }
    }
  }
}
