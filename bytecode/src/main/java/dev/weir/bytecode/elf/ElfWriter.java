// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

import dev.weir.bytecode.btf.StringTable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// An [ElfFile] to bytes: header, section contents, relocations (`SHT_REL`), symbol table, string
/// table, section headers. The same file gives the same bytes.
public final class ElfWriter {
  private static final long INFO_LINK = 0x40;
  private final ElfFile file;
  private final StringTable strings = new StringTable();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<long[]> headers = new ArrayList<>();

  private ElfWriter(ElfFile file) {
    this.file = file;
  }

  /// The bytes of an object.
  ///
  /// @throws IllegalArgumentException when a local symbol stands behind a global one
  public static byte[] write(ElfFile file) {
    return new ElfWriter(file).bytes();
  }

  private byte[] bytes() {
    body.writeBytes(new byte[ElfReader.HEADER_BYTES]);
    headers.add(new long[10]);
    for (ElfSection section : file.sections()) {
      content(section);
    }
    int symbolTable =
        headers.size()
            + (int) file.sections().stream().filter(s -> !s.relocations().isEmpty()).count();
    for (int i = 0; i < file.sections().size(); i++) {
      relocations(i, symbolTable);
    }
    symbols();
    byte[] names = namesWithOwn();
    int nameAt = body.size();
    body.writeBytes(names);
    headers.add(
        new long[] {
          strings.offset(".strtab"), ElfReader.SHT_STRTAB, 0, 0, nameAt, names.length, 0, 0, 1, 0
        });
    align(8);
    long tableAt = body.size();
    headers.forEach(this::header);
    byte[] all = body.toByteArray();
    elfHeader(ByteBuffer.wrap(all).order(file.order()), tableAt);
    return all;
  }

  private byte[] namesWithOwn() {
    strings.offset(".strtab");
    return strings.toByteArray();
  }

  private void align(int bytes) {
    while (body.size() % bytes != 0) {
      body.write(0);
    }
  }

  private void content(ElfSection section) {
    align(section.align());
    headers.add(
        new long[] {
          strings.offset(section.name()),
          section.type(),
          section.flags(),
          0,
          body.size(),
          section.content().length,
          0,
          0,
          section.align(),
          0
        });
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
    ByteBuffer out = buffer(section.relocations().size() * 16);
    for (ElfRelocation relocation : section.relocations()) {
      out.putLong(relocation.offset());
      out.putLong((long) (relocation.symbol() + 1) << 32 | relocation.type());
    }
    headers.add(
        new long[] {
          strings.offset(".rel" + section.name()),
          ElfReader.SHT_REL,
          INFO_LINK,
          0,
          body.size(),
          out.capacity(),
          symbolTable,
          index + 1,
          8,
          16
        });
    body.writeBytes(out.array());
  }

  private void symbols() {
    align(8);
    ByteBuffer out = buffer((file.symbols().size() + 1) * ElfReader.SYMBOL_BYTES);
    out.position(ElfReader.SYMBOL_BYTES);
    int locals = 1;
    for (ElfSymbol symbol : file.symbols()) {
      if (symbol.binding() == ElfSymbol.LOCAL) {
        if (locals != out.position() / ElfReader.SYMBOL_BYTES) {
          throw new IllegalArgumentException("local symbol " + symbol + " behind a global one");
        }
        locals++;
      }
      boolean unnamed = symbol.type() == ElfSymbol.SECTION;
      out.putInt(unnamed ? 0 : strings.offset(symbol.name()));
      out.put((byte) (symbol.binding() << 4 | symbol.type()));
      out.put((byte) 0);
      out.putShort((short) (symbol.section() + 1));
      out.putLong(symbol.value()).putLong(symbol.size());
    }
    headers.add(
        new long[] {
          strings.offset(".symtab"),
          ElfReader.SHT_SYMTAB,
          0,
          0,
          body.size(),
          out.capacity(),
          headers.size() + 1L,
          locals,
          8,
          ElfReader.SYMBOL_BYTES
        });
    body.writeBytes(out.array());
  }

  private void header(long[] h) {
    ByteBuffer out = buffer(ElfReader.SECTION_BYTES);
    out.putInt((int) h[0]).putInt((int) h[1]).putLong(h[2]).putLong(h[3]).putLong(h[4]);
    out.putLong(h[5]).putInt((int) h[6]).putInt((int) h[7]).putLong(h[8]).putLong(h[9]);
    body.writeBytes(out.array());
  }

  private void elfHeader(ByteBuffer out, long tableAt) {
    out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, order(), 1}).position(16);
    out.putShort((short) 1).putShort((short) ElfReader.MACHINE_BPF).putInt(1);
    out.putLong(0).putLong(0).putLong(tableAt).putInt(0);
    out.putShort((short) ElfReader.HEADER_BYTES).putShort((short) 0).putShort((short) 0);
    out.putShort((short) ElfReader.SECTION_BYTES).putShort((short) headers.size());
    out.putShort((short) (headers.size() - 1));
  }

  private byte order() {
    return (byte) (file.order() == ByteOrder.LITTLE_ENDIAN ? 1 : 2);
  }

  private ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(file.order());
  }
}
