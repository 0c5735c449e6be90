// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Bytes to an [ElfFile]. Every offset and size is checked against the file's length first.
public final class ElfReader {
  static final int MACHINE_BPF = 247;
  static final int HEADER_BYTES = 64;
  static final int SECTION_BYTES = 64;
  static final int SYMBOL_BYTES = 24;
  static final int SHT_SYMTAB = 2;
  static final int SHT_STRTAB = 3;
  static final int SHT_RELA = 4;
  static final int SHT_REL = 9;
  private static final int ET_REL = 1;
  private static final int MAX_ZERO_BYTES = 1 << 28;

  private final byte[] bytes;
  private final ByteBuffer in;
  private final List<Header> headers = new ArrayList<>();

  private ElfReader(byte[] bytes, ByteOrder order) {
    this.bytes = bytes;
    this.in = ByteBuffer.wrap(bytes).order(order);
  }

  private record Header(
      int name, int type, long flags, long offset, long size, int link, int info, long align) {}

  /// Reads an object.
  ///
  /// @throws ElfFormatException when the bytes are none
  public static ElfFile read(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      throw new ElfFormatException(
          "the file has " + bytes.length + " bytes; an ELF header alone has " + HEADER_BYTES);
    }
    if (bytes[0] != 0x7f || bytes[1] != 'E' || bytes[2] != 'L' || bytes[3] != 'F') {
      throw new ElfFormatException("the file does not start like an ELF file");
    }
    if (bytes[4] != 2) {
      throw new ElfFormatException("the file is not a 64-bit ELF file");
    }
    ByteOrder order =
        switch (bytes[5]) {
          case 1 -> ByteOrder.LITTLE_ENDIAN;
          case 2 -> ByteOrder.BIG_ENDIAN;
          default -> throw new ElfFormatException("byte 5 names no byte order: " + bytes[5]);
        };
    return new ElfReader(bytes, order).file();
  }

  private ElfFile file() {
    int type = Short.toUnsignedInt(in.getShort(16));
    int machine = Short.toUnsignedInt(in.getShort(18));
    if (machine != MACHINE_BPF) {
      throw new ElfFormatException(
          "the file is for machine " + machine + "; eBPF is " + MACHINE_BPF);
    }
    if (type != ET_REL) {
      throw new ElfFormatException("the file is of type " + type + "; a relocatable object is 1");
    }
    readHeaders();
    int names = Short.toUnsignedInt(in.getShort(62));
    Header nameTable = header(names, "the table of section names");
    Map<Integer, Integer> indices = new HashMap<>();
    List<Integer> kept = new ArrayList<>();
    for (int i = 1; i < headers.size(); i++) {
      int t = headers.get(i).type();
      if (t != SHT_SYMTAB && t != SHT_STRTAB && t != SHT_REL && t != SHT_RELA) {
        indices.put(i, kept.size());
        kept.add(i);
      }
    }
    List<ElfSymbol> symbols = symbols(indices, nameTable);
    List<ElfSection> sections = new ArrayList<>();
    for (int i : kept) {
      sections.add(section(i, nameTable, symbols.size()));
    }
    return new ElfFile(in.order(), sections, symbols);
  }

  private void readHeaders() {
    long offset = in.getLong(40);
    int entry = Short.toUnsignedInt(in.getShort(58));
    int count = Short.toUnsignedInt(in.getShort(60));
    if (entry != SECTION_BYTES) {
      throw new ElfFormatException(
          "section headers of " + entry + " bytes; expected " + SECTION_BYTES);
    }
    range(offset, (long) count * entry, "the section headers");
    for (int i = 0; i < count; i++) {
      int at = (int) offset + i * entry;
      headers.add(
          new Header(
              in.getInt(at),
              in.getInt(at + 4),
              in.getLong(at + 8),
              in.getLong(at + 24),
              in.getLong(at + 32),
              in.getInt(at + 40),
              in.getInt(at + 44),
              in.getLong(at + 48)));
    }
  }

  private Header header(int index, String what) {
    if (index < 1 || index >= headers.size()) {
      throw new ElfFormatException(
          what + " is section " + index + ", but there are " + headers.size() + " sections");
    }
    return headers.get(index);
  }

  private void range(long offset, long size, String what) {
    if (offset < 0 || size < 0 || offset > bytes.length || size > bytes.length - offset) {
      throw new ElfFormatException(
          what
              + " should lie at bytes "
              + offset
              + " to "
              + (offset + size)
              + ", but the file ends at "
              + bytes.length
              + ": it is truncated or corrupt");
    }
  }

  private byte[] content(Header header, String name) {
    if (header.type() == ElfSection.NOBITS) {
      if (header.size() < 0 || header.size() > MAX_ZERO_BYTES) {
        throw new ElfFormatException(
            "section `" + name + "` has " + header.size() + " zero bytes, which is too many");
      }
      return new byte[(int) header.size()];
    }
    range(header.offset(), header.size(), "section `" + name + "`");
    return Arrays.copyOfRange(
        bytes, (int) header.offset(), (int) (header.offset() + header.size()));
  }

  private String string(Header table, int offset) {
    range(table.offset(), table.size(), "a string table");
    if (offset < 0 || offset >= table.size()) {
      throw new ElfFormatException("a name lies at " + offset + ", outside its string table");
    }
    int from = (int) table.offset() + offset;
    int limit = (int) (table.offset() + table.size());
    int to = from;
    while (to < limit && bytes[to] != 0) {
      to++;
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private List<ElfSymbol> symbols(Map<Integer, Integer> indices, Header nameTable) {
    List<ElfSymbol> symbols = new ArrayList<>();
    for (Header header : headers) {
      if (header.type() != SHT_SYMTAB) {
        continue;
      }
      range(header.offset(), header.size(), "the symbol table");
      Header strings = header(header.link(), "the symbols' string table");
      int count = (int) (header.size() / SYMBOL_BYTES);
      for (int i = 1; i < count; i++) {
        symbols.add(symbol((int) header.offset() + i * SYMBOL_BYTES, strings, indices, nameTable));
      }
      return symbols;
    }
    return symbols;
  }

  private ElfSymbol symbol(
      int at, Header strings, Map<Integer, Integer> indices, Header nameTable) {
    int info = Byte.toUnsignedInt(in.get(at + 4));
    int section = Short.toUnsignedInt(in.getShort(at + 6));
    int type = info & 0xf;
    boolean defined = section > 0 && section < headers.size();
    String name =
        type == ElfSymbol.SECTION && defined
            ? string(nameTable, headers.get(section).name())
            : string(strings, in.getInt(at));
    return new ElfSymbol(
        name,
        type,
        info >>> 4,
        defined ? indices.getOrDefault(section, -1) : -1,
        in.getLong(at + 8),
        in.getLong(at + 16));
  }

  private ElfSection section(int index, Header nameTable, int symbols) {
    Header header = headers.get(index);
    String name = string(nameTable, header.name());
    List<ElfRelocation> relocations = new ArrayList<>();
    for (Header other : headers) {
      if (other.info() == index && (other.type() == SHT_REL || other.type() == SHT_RELA)) {
        relocations(other, name, symbols, relocations);
      }
    }
    relocations.sort(Comparator.comparingLong(ElfRelocation::offset));
    return new ElfSection(
        name,
        header.type(),
        header.flags(),
        (int) Math.clamp(header.align(), 1L, 4096L),
        content(header, name),
        relocations);
  }

  private void relocations(Header header, String name, int symbols, List<ElfRelocation> out) {
    range(header.offset(), header.size(), "the relocations of `" + name + "`");
    int entry = header.type() == SHT_REL ? 16 : 24;
    for (long at = 0; at + entry <= header.size(); at += entry) {
      int position = (int) (header.offset() + at);
      long info = in.getLong(position + 8);
      int symbol = (int) (info >>> 32) - 1;
      if (symbol >= symbols || symbol < 0) {
        throw new ElfFormatException(
            "a relocation of `" + name + "` names symbol " + (symbol + 1) + ", which is not there");
      }
      out.add(new ElfRelocation(in.getLong(position), (int) info, symbol));
    }
  }
}
