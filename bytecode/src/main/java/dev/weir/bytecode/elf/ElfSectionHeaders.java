// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The section headers of a file, the first of which stands for no section.
final class ElfSectionHeaders {
  private static final long MAX_ZERO_BYTES = 1 << 26;

  private final List<ElfSectionHeader> headers = new ArrayList<>();

  /// Index of each header's section among those that are no tables, -1 for tables.
  private final List<Integer> kept = new ArrayList<>();

  /// Relocation tables by the index of the section that they are for.
  private final Map<Integer, List<ElfSectionHeader>> relocations = new HashMap<>();

  private int keptCount;

  private ElfSectionHeaders() {}

  /// The headers of a file.
  ///
  /// @throws ElfFormatException when a section lies outside the file, or over another
  static ElfSectionHeaders read(ElfBytes in) {
    long offset = in.i64(40);
    int entry = in.u16(58);
    int count = in.u16(60);
    if (count == 0) {
      throw new ElfFormatException("byte 60: found no section headers, expected at least one");
    }
    if (entry != ElfReader.SECTION_BYTES) {
      throw new ElfFormatException(
          "byte 58: found section headers of "
              + entry
              + " bytes, expected "
              + ElfReader.SECTION_BYTES);
    }
    in.check(offset, (long) count * entry, "byte 40: the section headers");
    ElfSectionHeaders headers = new ElfSectionHeaders();
    for (int i = 0; i < count; i++) {
      headers.add(ElfSectionHeader.read(in, (int) offset + i * entry));
    }
    headers.checkSizes(in);
    return headers;
  }

  private void add(ElfSectionHeader header) {
    kept.add(headers.isEmpty() || header.table() ? -1 : keptCount++);
    headers.add(header);
    if (header.relocations()) {
      relocations.computeIfAbsent(header.info(), _ -> new ArrayList<>()).add(header);
    }
  }

  private void checkSizes(ElfBytes in) {
    long inFile = 0;
    long zero = 0;
    for (int i = 1; i < headers.size(); i++) {
      ElfSectionHeader header = headers.get(i);
      String what = "byte " + header.at() + ": the content of section " + i;
      if (header.type() == ElfSection.NOBITS) {
        zero += Math.clamp(header.size(), -1, MAX_ZERO_BYTES + 1);
        if (header.size() < 0 || zero > MAX_ZERO_BYTES) {
          throw new ElfFormatException(
              what
                  + " is "
                  + Long.toUnsignedString(header.size())
                  + " zero bytes, expected at most "
                  + MAX_ZERO_BYTES
                  + " in all");
        }
      } else {
        in.check(header.offset(), header.size(), what);
        inFile += header.size();
        if (inFile > in.length()) {
          throw new ElfFormatException(what + " overlaps another section's");
        }
      }
    }
  }

  /// All headers.
  List<ElfSectionHeader> all() {
    return headers;
  }

  /// The index of a section among those that are no tables, -1 for tables.
  int keptIndex(int index) {
    return kept.get(index);
  }

  /// The tables of relocations of a section.
  List<ElfSectionHeader> relocationsOf(int index) {
    return relocations.getOrDefault(index, List.of());
  }

  /// The header of an index, after a check that it is there and of a type.
  ///
  /// @param what where the index was found and what it names, for the message
  ElfSectionHeader get(int index, int type, String what) {
    if (index < 1 || index >= headers.size()) {
      throw new ElfFormatException(
          what + " is " + index + ", expected 1 to " + (headers.size() - 1));
    }
    if (headers.get(index).type() != type) {
      throw new ElfFormatException(
          what
              + " is "
              + index
              + ", of type "
              + headers.get(index).type()
              + ", expected type "
              + type);
    }
    return headers.get(index);
  }
}
