// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

import dev.weir.bytecode.btf.StringTable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// An [ElfFile] to bytes. The same file gives the same bytes.
///
/// ```text
/// ELF header | section contents | relocations | symbols | strings | section headers
/// ```
///
/// Relocations are written as `SHT_REL` with 16-byte entries, the only form that all loaders read.
public final class ElfWriter {
  private static final long INFO_LINK = 0x40;
  private static final int MAX_SECTIONS = 0xff00;

  private final ElfFile file;
  private final StringTable strings = new StringTable();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<Header> headers = new ArrayList<>();

  private ElfWriter(ElfFile file) {
    this.file = file;
  }

  private record Header(
      String name,
      int type,
      long flags,
      long offset,
      long size,
      int link,
      int info,
      long align,
      long entryBytes) {}

  /// The bytes of an object.
  ///
  /// @throws IllegalArgumentException when a local symbol stands behind a global one, or a symbol
  ///   or relocation refers to something that is not there
  public static byte[] write(ElfFile file) {
    return new ElfWriter(file).bytes();
  }

  private byte[] bytes() {
    long tables = file.sections().stream().filter(s -> !s.relocations().isEmpty()).count();
    int symbolTable = file.sections().size() + (int) tables + 1;
    if (symbolTable + 2 >= MAX_SECTIONS) {
      throw new IllegalArgumentException(file.sections().size() + " sections are too many");
    }
    body.writeBytes(new byte[ElfReader.HEADER_BYTES]);
    headers.add(new Header("", 0, 0, 0, 0, 0, 0, 0, 0));
    file.sections().forEach(this::content);
    for (int i = 0; i < file.sections().size(); i++) {
      relocations(i, symbolTable);
    }
    symbols();
    stringTable();
    align(8);
    long tableAt = body.size();
    headers.forEach(this::header);
    byte[] all = body.toByteArray();
    elfHeader(ByteBuffer.wrap(all).order(file.order()), tableAt);
    return all;
  }

  private void align(int bytes) {
    while (body.size() % bytes != 0) {
      body.write(0);
    }
  }

  private void content(ElfSection section) {
    align(section.align());
    headers.add(
        new Header(
            section.name(),
            section.type(),
            section.flags(),
            body.size(),
            section.sizeBytes(),
            0,
            0,
            section.align(),
            0));
    if (section.type() != ElfSection.NOBITS) {
      body.writeBytes(section.content());
    }
  }

  private void relocations(int index, int symbolTable) {
    ElfSection section = file.sections().get(index);
    if (section.relocations().isEmpty()) {
      return;
    }
    align(8);
    ByteBuffer out =
        ByteBuffer.allocate(section.relocations().size() * ElfReader.REL_BYTES).order(file.order());
    for (ElfRelocation relocation : section.relocations()) {
      if (relocation.symbol() < 0 || relocation.symbol() >= file.symbols().size()) {
        throw new IllegalArgumentException(
            "a relocation of `" + section.name() + "` names symbol " + relocation.symbol());
      }
      long symbol = relocation.symbol() + 1L;
      out.putLong(relocation.offset());
      out.putLong(symbol << Integer.SIZE | Integer.toUnsignedLong(relocation.type()));
    }
    headers.add(
        new Header(
            ".rel" + section.name(),
            ElfReader.SHT_REL,
            INFO_LINK,
            body.size(),
            out.capacity(),
            symbolTable,
            index + 1,
            8,
            ElfReader.REL_BYTES));
    body.writeBytes(out.array());
  }

  private void symbols() {
    align(8);
    ByteBuffer out =
        ByteBuffer.allocate((file.symbols().size() + 1) * ElfReader.SYMBOL_BYTES)
            .order(file.order());
    out.position(ElfReader.SYMBOL_BYTES);
    int locals = 1;
    for (ElfSymbol symbol : file.symbols()) {
      if (symbol.binding() == ElfSymbol.LOCAL) {
        if (locals != out.position() / ElfReader.SYMBOL_BYTES) {
          throw new IllegalArgumentException("local symbol " + symbol + " behind a global one");
        }
        locals++;
      }
      symbol(symbol, out);
    }
    headers.add(
        new Header(
            ".symtab",
            ElfReader.SHT_SYMTAB,
            0,
            body.size(),
            out.capacity(),
            headers.size() + 1,
            locals,
            8,
            ElfReader.SYMBOL_BYTES));
    body.writeBytes(out.array());
  }

  private void symbol(ElfSymbol symbol, ByteBuffer out) {
    boolean unnamed = symbol.type() == ElfSymbol.SECTION && symbol.defined();
    out.putInt(unnamed ? 0 : strings.offset(symbol.name()));
    out.put((byte) (symbol.binding() << 4 | symbol.type()));
    out.put((byte) symbol.visibility());
    out.putShort((short) place(symbol));
    out.putLong(symbol.value()).putLong(symbol.size());
  }

  private int place(ElfSymbol symbol) {
    return switch (symbol.section()) {
      case ElfSymbol.UNDEFINED -> 0;
      case ElfSymbol.ABSOLUTE -> ElfReader.SHN_ABS;
      case ElfSymbol.COMMON -> ElfReader.SHN_COMMON;
      default -> {
        if (symbol.section() >= file.sections().size()) {
          throw new IllegalArgumentException("symbol " + symbol + " lies in no section");
        }
        yield symbol.section() + 1;
      }
    };
  }

  private void stringTable() {
    headers.forEach(header -> strings.offset(header.name()));
    strings.offset(".strtab");
    byte[] content = strings.toByteArray();
    headers.add(
        new Header(".strtab", ElfReader.SHT_STRTAB, 0, body.size(), content.length, 0, 0, 1, 0));
    body.writeBytes(content);
  }

  private void header(Header header) {
    ByteBuffer out = ByteBuffer.allocate(ElfReader.SECTION_BYTES).order(file.order());
    out.putInt(strings.offset(header.name())).putInt(header.type()).putLong(header.flags());
    out.putLong(0).putLong(header.offset()).putLong(header.size());
    out.putInt(header.link()).putInt(header.info());
    out.putLong(header.align()).putLong(header.entryBytes());
    body.writeBytes(out.array());
  }

  private void elfHeader(ByteBuffer out, long tableAt) {
    byte order = (byte) (file.order() == ByteOrder.LITTLE_ENDIAN ? 1 : 2);
    out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, order, 1}).position(16);
    out.putShort((short) ElfReader.TYPE_REL).putShort((short) ElfReader.MACHINE_BPF).putInt(1);
    out.putLong(0).putLong(0).putLong(tableAt).putInt(0);
    out.putShort((short) ElfReader.HEADER_BYTES).putShort((short) 0).putShort((short) 0);
    out.putShort((short) ElfReader.SECTION_BYTES).putShort((short) headers.size());
    out.putShort((short) (headers.size() - 1));
  }
}
