// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
  private static final long MAX_ZERO_BYTES = 1 << 26;
  private static final int MAX_ALIGN = 4096;

  private final ElfBytes in;
  private final List<Header> headers = new ArrayList<>();

  /// Index of each header's section among the kept ones, -1 for tables.
  private final List<Integer> kept = new ArrayList<>();

  /// Relocation tables by the index of the section that they are for.
  private final Map<Integer, List<Header>> relocationTables = new HashMap<>();

  private ElfReader(ElfBytes in) {
    this.in = in;
  }

  /// A section header.
  ///
  /// @param at where it stands in the file
  private record Header(
      int at,
      int name,
      int type,
      long flags,
      long offset,
      long size,
      int link,
      int info,
      long align) {

    /// Whether it only serves the file format.
    boolean table() {
      return type == SHT_SYMTAB || type == SHT_STRTAB || relocations();
    }

    boolean relocations() {
      return type == SHT_REL || type == SHT_RELA;
    }
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
    return new ElfReader(new ElfBytes(bytes, order)).file();
  }

  private static String start(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      text.append(i == 0 ? "" : " ").append(String.format("%02x", bytes[i]));
    }
    return text.isEmpty() ? "an empty file" : text.toString();
  }

  private ElfFile file() {
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
    readHeaders();
    checkSizes();
    Header names = header(in.u16(62), SHT_STRTAB, "byte 62: the section of section names");
    List<ElfSymbol> symbols = symbols(names);
    List<ElfSection> sections = new ArrayList<>();
    for (int i = 0; i < headers.size(); i++) {
      if (kept.get(i) >= 0) {
        sections.add(section(i, names, symbols.size()));
      }
    }
    return new ElfFile(in.order(), sections, symbols);
  }

  private void readHeaders() {
    long offset = in.i64(40);
    int entry = in.u16(58);
    int count = in.u16(60);
    if (count == 0) {
      throw new ElfFormatException("byte 60: found no section headers, expected at least one");
    }
    if (entry != SECTION_BYTES) {
      throw new ElfFormatException(
          "byte 58: found section headers of " + entry + " bytes, expected " + SECTION_BYTES);
    }
    in.check(offset, (long) count * entry, "byte 40: the section headers");
    int keptCount = 0;
    for (int i = 0; i < count; i++) {
      Header header = readHeader((int) offset + i * entry);
      headers.add(header);
      kept.add(i == 0 || header.table() ? -1 : keptCount++);
      if (header.relocations()) {
        relocationTables.computeIfAbsent(header.info(), _ -> new ArrayList<>()).add(header);
      }
    }
  }

  private Header readHeader(int at) {
    return new Header(
        at,
        in.i32(at),
        in.i32(at + 4),
        in.i64(at + 8),
        in.i64(at + 24),
        in.i64(at + 32),
        in.i32(at + 40),
        in.i32(at + 44),
        in.i64(at + 48));
  }

  private void checkSizes() {
    long inFile = 0;
    long zero = 0;
    for (int i = 1; i < headers.size(); i++) {
      Header header = headers.get(i);
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

  private Header header(int index, int type, String what) {
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

  private String string(Header table, int offset, int at) {
    return in.string((int) table.offset(), (int) table.size(), offset, at);
  }

  private List<ElfSymbol> symbols(Header names) {
    List<ElfSymbol> symbols = new ArrayList<>();
    for (Header header : headers) {
      if (header.type() == SHT_SYMTAB) {
        if (!symbols.isEmpty()) {
          throw new ElfFormatException("byte " + header.at() + ": found a second symbol table");
        }
        Header strings =
            header(
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

  private static int entries(Header header, int entryBytes, String what) {
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

  private ElfSymbol symbol(int at, Header strings, Header names) {
    int info = in.u8(at + 4);
    int section = in.u16(at + 6);
    int type = info & 0xf;
    int place = place(section, at + 6);
    String name =
        type == ElfSymbol.SECTION && place >= 0
            ? string(names, headers.get(section).name(), headers.get(section).at())
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
        if (section >= SHN_RESERVED || section >= headers.size()) {
          throw new ElfFormatException(
              "byte "
                  + at
                  + ": found section "
                  + section
                  + " of a symbol, expected 0 to "
                  + (headers.size() - 1));
        }
        yield kept.get(section) >= 0 ? kept.get(section) : ElfSymbol.UNDEFINED;
      }
    };
  }

  private ElfSection section(int index, Header names, int symbols) {
    Header header = headers.get(index);
    String name = string(names, header.name(), header.at());
    List<ElfRelocation> relocations = new ArrayList<>();
    for (Header table : relocationTables.getOrDefault(index, List.of())) {
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

  private void relocations(Header header, String name, int symbols, List<ElfRelocation> out) {
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
