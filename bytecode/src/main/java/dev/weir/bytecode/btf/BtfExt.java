// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The records of a `.BTF.ext` section: which instructions are which function, source line, or
/// relocation against kernel types. Offsets are bytes from the start of the named section.
///
/// @param functions by section name
/// @param lines by section name
/// @param relocations by section name
/// @kernel v6.12 Documentation/bpf/btf.rst section 4 (ELF file format interface)
public record BtfExt(
    Map<String, List<FunctionInfo>> functions,
    Map<String, List<Line>> lines,
    Map<String, List<CoreInfo>> relocations) {
  private static final int HEADER_BYTES = 32;
  private static final int COLUMN_BITS = 10;
  private static final int MAX_COLUMN = (1 << COLUMN_BITS) - 1;

  /// The function that starts at an offset.
  ///
  /// @param type id of its BTF `FUNC`
  public record FunctionInfo(int offset, int type) {}

  /// The source line from an offset on.
  ///
  /// @param column from 1, at most 1023; 0 when unknown
  public record Line(int offset, String file, String text, int line, int column) {}

  /// A relocation against kernel types.
  public record CoreInfo(int offset, int type, String access, int kind) {}

  /// The section's bytes.
  ///
  /// @param strings the string table of `.BTF`, which the records share; it must be written after
  ///   this
  public byte[] write(StringTable strings, ByteOrder order) {
    byte[] functionBytes =
        table(functions, 8, strings, order, (out, f) -> out.putInt(f.offset()).putInt(f.type()));
    byte[] lineBytes =
        table(
            lines,
            16,
            strings,
            order,
            (out, l) ->
                out.putInt(l.offset())
                    .putInt(strings.offset(l.file()))
                    .putInt(strings.offset(l.text()))
                    .putInt(l.line() << COLUMN_BITS | Math.min(l.column(), MAX_COLUMN)));
    byte[] coreBytes =
        table(
            relocations,
            16,
            strings,
            order,
            (out, r) ->
                out.putInt(r.offset())
                    .putInt(r.type())
                    .putInt(strings.offset(r.access()))
                    .putInt(r.kind()));
    int total = functionBytes.length + lineBytes.length + coreBytes.length;
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + total).order(order);
    out.putShort((short) BtfWriter.MAGIC).put((byte) 1).put((byte) 0).putInt(HEADER_BYTES);
    out.putInt(0).putInt(functionBytes.length);
    out.putInt(functionBytes.length).putInt(lineBytes.length);
    out.putInt(functionBytes.length + lineBytes.length).putInt(coreBytes.length);
    return out.put(functionBytes).put(lineBytes).put(coreBytes).array();
  }

  private interface Writer<T> {
    void write(ByteBuffer out, T item);
  }

  private static <T> byte[] table(
      Map<String, List<T>> sections,
      int recordBytes,
      StringTable strings,
      ByteOrder order,
      Writer<T> writer) {
    int size = sections.isEmpty() ? 0 : 4;
    for (List<T> items : sections.values()) {
      size += 8 + items.size() * recordBytes;
    }
    ByteBuffer out = ByteBuffer.allocate(size).order(order);
    if (!sections.isEmpty()) {
      out.putInt(recordBytes);
      sections.forEach((name, items) -> {
        out.putInt(strings.offset(name)).putInt(items.size());
        items.forEach(item -> writer.write(out, item));
      });
    }
    return out.array();
  }

  /// Reads a section.
  ///
  /// @param section its bytes
  /// @param strings the string section of `.BTF`, see [BtfReader#strings]
  /// @throws IllegalArgumentException with a message fit for the user when the bytes are no
  ///   `.BTF.ext`
  public static BtfExt read(byte[] section, byte[] strings, ByteOrder order) {
    ByteBuffer in = ByteBuffer.wrap(section).order(order);
    if (section.length < 24 || Short.toUnsignedInt(in.getShort(0)) != BtfWriter.MAGIC) {
      throw new IllegalArgumentException("the .BTF.ext section does not start with 0xeb9f");
    }
    try {
      int header = in.getInt(4);
      Map<String, List<FunctionInfo>> functions =
          table(in, header, 8, strings, at -> new FunctionInfo(in.getInt(at), in.getInt(at + 4)));
      Map<String, List<Line>> lines = table(in, header, 16, strings, at -> line(in, at, strings));
      Map<String, List<CoreInfo>> core =
          header < HEADER_BYTES
              ? Map.of()
              : table(
                  in,
                  header,
                  24,
                  strings,
                  at ->
                      new CoreInfo(
                          in.getInt(at),
                          in.getInt(at + 4),
                          string(strings, in.getInt(at + 8)),
                          in.getInt(at + 12)));
      return new BtfExt(functions, lines, core);
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("the .BTF.ext section is truncated", e);
    }
  }

  private static Line line(ByteBuffer in, int at, byte[] strings) {
    int position = in.getInt(at + 12);
    return new Line(
        in.getInt(at),
        string(strings, in.getInt(at + 4)),
        string(strings, in.getInt(at + 8)),
        position >>> COLUMN_BITS,
        position & MAX_COLUMN);
  }

  private interface Reader<T> {
    T read(int at);
  }

  private static <T> Map<String, List<T>> table(
      ByteBuffer in, int header, int field, byte[] strings, Reader<T> reader) {
    int at = header + in.getInt(field);
    int end = at + in.getInt(field + 4);
    Map<String, List<T>> sections = new LinkedHashMap<>();
    if (at == end) {
      return sections;
    }
    int recordBytes = in.getInt(at);
    if (recordBytes < 8 || recordBytes > 4096 || end > in.capacity()) {
      throw new IllegalArgumentException(".BTF.ext has records of " + recordBytes + " bytes");
    }
    at += 4;
    while (at < end) {
      String name = string(strings, in.getInt(at));
      int count = in.getInt(at + 4);
      at += 8;
      if (count < 0 || count > (end - at) / recordBytes) {
        throw new IllegalArgumentException(".BTF.ext is truncated in section `" + name + "`");
      }
      List<T> items = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        items.add(reader.read(at));
        at += recordBytes;
      }
      sections.put(name, items);
    }
    return sections;
  }

  private static String string(byte[] strings, int offset) {
    int to = offset;
    while (strings[to] != 0) {
      to++;
    }
    return new String(strings, offset, to - offset, StandardCharsets.UTF_8);
  }
}
