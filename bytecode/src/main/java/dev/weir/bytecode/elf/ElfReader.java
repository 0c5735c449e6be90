// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Bytes to an [ElfFile].
///
/// Every offset and size is checked against the file's length before it is used, and sections must
/// not overlap, so that a hostile file costs no more memory than a small multiple of its length.
public final class ElfReader {
  static final int MACHINE_BPF = 247;
  static final int TYPE_REL = 1;
  static final int HEADER_BYTES = 64;
  static final int SECTION_BYTES = 64;
  static final int SYMBOL_BYTES = 24;
  static final int REL_BYTES = 16;
  static final int SHT_SYMTAB = 2;
  static final int SHT_STRTAB = 3;
  static final int SHT_RELA = 4;
  static final int SHT_REL = 9;
  static final int SHN_ABS = 0xfff1;
  static final int SHN_COMMON = 0xfff2;
  private static final int SHN_RESERVED = 0xff00;
  private static final int MAX_ALIGN = 4096;

  private final ElfBytes in;
  private final ElfSectionHeaders headers;

  private ElfReader(ElfBytes in, ElfSectionHeaders headers) {
    this.in = in;
    this.headers = headers;
  }

  /// Reads an object.
  ///
  /// @throws ElfFormatException when the bytes are none
  public static ElfFile read(byte[] bytes) {
    if (bytes.length < 4
        || bytes[0] != 0x7f
        || bytes[1] != 'E'
        || bytes[2] != 'L'
        || bytes[3] != 'F') {
      throw new ElfFormatException(
          "not an ELF file: found " + start(bytes) + ", expected 7f 45 4c 46 at byte 0");
    }
    if (bytes.length < HEADER_BYTES) {
      throw new ElfFormatException(
          "the file ends at byte "
              + bytes.length
              + ", inside the ELF header of "
              + HEADER_BYTES
              + " bytes: it is truncated");
    }
    if (bytes[4] != 2) {
      throw new ElfFormatException("byte 4: found class " + bytes[4] + ", expected 2 (64-bit)");
    }
    ByteOrder order =
        switch (bytes[5]) {
          case 1 -> ByteOrder.LITTLE_ENDIAN;
          case 2 -> ByteOrder.BIG_ENDIAN;
          default ->
              throw new ElfFormatException(
                  "byte 5: found byte order " + bytes[5] + ", expected 1 (little) or 2 (big)");
        };
    ElfBytes in = new ElfBytes(bytes, order);
    checkKind(in);
    return new ElfReader(in, ElfSectionHeaders.read(in)).file();
  }

  private static String start(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      text.append(i == 0 ? "" : " ").append(String.format("%02x", bytes[i]));
    }
    return text.isEmpty() ? "an empty file" : text.toString();
  }

  private static void checkKind(ElfBytes in) {
    int type = in.u16(16);
    int machine = in.u16(18);
    if (machine != MACHINE_BPF) {
      throw new ElfFormatException(
          "byte 18: found machine " + machine + ", expected " + MACHINE_BPF + " (eBPF)");
    }
    if (type != TYPE_REL) {
      throw new ElfFormatException(
          "byte 16: found file type " + type + ", expected 1 (relocatable object)");
    }
  }

  private ElfFile file() {
    ElfSectionHeader names =
        headers.get(in.u16(62), SHT_STRTAB, "byte 62: the section of section names");
    List<ElfSymbol> symbols = symbols(names);
    List<ElfSection> sections = new ArrayList<>();
    for (int i = 0; i < headers.all().size(); i++) {
      if (headers.keptIndex(i) >= 0) {
        sections.add(section(i, names, symbols.size()));
      }
    }
    return new ElfFile(in.order(), sections, symbols);
  }

  private String string(ElfSectionHeader table, int offset, int at) {
    return in.string((int) table.offset(), (int) table.size(), offset, at);
  }

  private List<ElfSymbol> symbols(ElfSectionHeader names) {
    List<ElfSymbol> symbols = new ArrayList<>();
    for (ElfSectionHeader header : headers.all()) {
      if (header.type() == SHT_SYMTAB) {
        if (!symbols.isEmpty()) {
          throw new ElfFormatException("byte " + header.at() + ": found a second symbol table");
        }
        ElfSectionHeader strings =
            headers.get(
                header.link(),
                SHT_STRTAB,
                "byte " + (header.at() + 40) + ": the section of symbol names");
        int count = entries(header, SYMBOL_BYTES, "symbols");
        for (int i = 1; i < count; i++) {
          symbols.add(symbol((int) header.offset() + i * SYMBOL_BYTES, strings, names));
        }
      }
    }
    return symbols;
  }

  private static int entries(ElfSectionHeader header, int entryBytes, String what) {
    if (header.size() % entryBytes != 0) {
      throw new ElfFormatException(
          "byte "
              + (header.at() + 32)
              + ": found "
              + header.size()
              + " bytes of "
              + what
              + ", expected a multiple of "
              + entryBytes);
    }
    return (int) (header.size() / entryBytes);
  }

  private ElfSymbol symbol(int at, ElfSectionHeader strings, ElfSectionHeader names) {
    int info = in.u8(at + 4);
    int section = in.u16(at + 6);
    int type = info & 0xf;
    int place = place(section, at + 6);
    String name =
        type == ElfSymbol.SECTION && place >= 0
            ? string(names, headers.all().get(section).name(), headers.all().get(section).at())
            : string(strings, in.i32(at), at);
    return new ElfSymbol(
        name, type, info >>> 4, in.u8(at + 5) & 3, place, in.i64(at + 8), in.i64(at + 16));
  }

  private int place(int section, int at) {
    return switch (section) {
      case 0 -> ElfSymbol.UNDEFINED;
      case SHN_ABS -> ElfSymbol.ABSOLUTE;
      case SHN_COMMON -> ElfSymbol.COMMON;
      default -> {
        if (section >= SHN_RESERVED || section >= headers.all().size()) {
          throw new ElfFormatException(
              "byte "
                  + at
                  + ": found section "
                  + section
                  + " of a symbol, expected 0 to "
                  + (headers.all().size() - 1));
        }
        yield headers.keptIndex(section) >= 0 ? headers.keptIndex(section) : ElfSymbol.UNDEFINED;
      }
    };
  }

  private ElfSection section(int index, ElfSectionHeader names, int symbols) {
    ElfSectionHeader header = headers.all().get(index);
    String name = string(names, header.name(), header.at());
    List<ElfRelocation> relocations = new ArrayList<>();
    for (ElfSectionHeader table : headers.relocationsOf(index)) {
      relocations(table, name, symbols, relocations);
    }
    long align = Math.clamp(header.align(), 1L, (long) MAX_ALIGN);
    return new ElfSection(
        name,
        header.type(),
        header.flags(),
        (int) Long.highestOneBit(align),
        header.type() == ElfSection.NOBITS
            ? new byte[(int) header.size()]
            : in.copy((int) header.offset(), (int) header.size()),
        relocations);
  }

  private void relocations(
      ElfSectionHeader header, String name, int symbols, List<ElfRelocation> out) {
    int entry = header.type() == SHT_REL ? REL_BYTES : SYMBOL_BYTES;
    int count = entries(header, entry, "relocations of `" + name + "`");
    for (int i = 0; i < count; i++) {
      int at = (int) header.offset() + i * entry;
      long info = in.i64(at + 8);
      int symbol = (int) (info >>> 32) - 1;
      if (symbol < 0 || symbol >= symbols) {
        throw new ElfFormatException(
            "byte "
                + (at + 8)
                + ": a relocation of `"
                + name
                + "` names symbol "
                + (info >>> 32)
                + ", expected 1 to "
                + symbols);
      }
      if (header.type() == SHT_RELA && in.i64(at + 16) != 0) {
        throw new ElfFormatException(
            "byte "
                + (at + 16)
                + ": a relocation of `"
                + name
                + "` carries its addend itself, expected one without (SHT_REL)");
      }
      out.add(new ElfRelocation(in.i64(at), (int) info, symbol));
    }
  }
}
