// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// The bytes of a `.BTF.ext` section to records.
///
/// @kernel v6.12 Documentation/bpf/btf.rst section 4.2 (.BTF.ext section)
public final class BtfExtReader {
  private static final String SECTION = ".BTF.ext";
  private static final int OLD_HEADER_BYTES = 24;
  private static final int MAX_RECORD_BYTES = 4096;

  private final ByteBuffer in;
  private final BtfStrings strings;
  private final int headerBytes;

  private BtfExtReader(ByteBuffer in, BtfStrings strings, int headerBytes) {
    this.in = in;
    this.strings = strings;
    this.headerBytes = headerBytes;
  }

  /// Reads a section. Records longer than known are read up to what is known.
  ///
  /// @param section its bytes
  /// @param strings the string section of `.BTF`, see [BtfReader#strings]
  /// @throws BtfFormatException when the bytes are no `.BTF.ext`
  public static BtfExt read(byte[] section, byte[] strings) {
    if (section.length < OLD_HEADER_BYTES) {
      throw fault(
          section.length,
          "the section ends inside its header, expected " + OLD_HEADER_BYTES + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(section).order(BtfHeader.order(section, SECTION));
    int headerBytes = in.getInt(4);
    if (headerBytes < OLD_HEADER_BYTES || headerBytes > section.length) {
      throw fault(4, "found a header of " + Integer.toUnsignedString(headerBytes) + " bytes");
    }
    BtfExtReader reader = new BtfExtReader(in, new BtfStrings(strings), headerBytes);
    return new BtfExt(
        reader.table(8, BtfExtWriter.FUNCTION_BYTES, reader::function),
        reader.table(16, BtfExtWriter.LINE_BYTES, reader::line),
        headerBytes < BtfExtWriter.HEADER_BYTES
            ? Map.of()
            : reader.table(24, BtfExtWriter.CORE_BYTES, reader::relocation));
  }

  private BtfExt.FunctionInfo function(int at) {
    return new BtfExt.FunctionInfo(in.getInt(at), in.getInt(at + 4));
  }

  private BtfExt.Line line(int at) {
    int position = in.getInt(at + 12);
    return new BtfExt.Line(
        in.getInt(at),
        string(at + 4),
        string(at + 8),
        position >>> BtfExtWriter.COLUMN_BITS,
        position & BtfExt.MAX_COLUMN);
  }

  private BtfExt.CoreInfo relocation(int at) {
    return new BtfExt.CoreInfo(
        in.getInt(at), in.getInt(at + 4), string(at + 8), in.getInt(at + 12));
  }

  private String string(int at) {
    return strings.at(in.getInt(at), SECTION, at);
  }

  /// The records of a table.
  ///
  /// @param field where the header has the table's offset and size
  private <T> Map<String, List<T>> table(int field, int knownBytes, IntFunction<T> record) {
    long start = headerBytes + Integer.toUnsignedLong(in.getInt(field));
    long end = start + Integer.toUnsignedLong(in.getInt(field + 4));
    if (start == end) {
      return Map.of();
    }
    if (end > in.capacity() || end - start < Integer.BYTES) {
      throw fault(
          field,
          "found a table from byte "
              + start
              + " to byte "
              + end
              + ", but the section ends at byte "
              + in.capacity());
    }
    int at = (int) start;
    int recordBytes = in.getInt(at);
    if (recordBytes < knownBytes || recordBytes > MAX_RECORD_BYTES || recordBytes % 4 != 0) {
      throw fault(
          at,
          "found records of "
              + Integer.toUnsignedString(recordBytes)
              + " bytes, expected "
              + knownBytes
              + " or more");
    }
    return sections(at + Integer.BYTES, (int) end, recordBytes, record);
  }

  private <T> Map<String, List<T>> sections(
      int start, int end, int recordBytes, IntFunction<T> record) {
    Map<String, List<T>> sections = new LinkedHashMap<>();
    int at = start;
    while (at < end) {
      if (end - at < 2 * Integer.BYTES) {
        throw fault(at, "the table ends inside the header of a section");
      }
      String name = string(at);
      int count = in.getInt(at + 4);
      at += 2 * Integer.BYTES;
      if (count < 0 || count > (end - at) / recordBytes) {
        throw fault(
            at,
            "found "
                + Integer.toUnsignedString(count)
                + " records of section `"
                + name
                + "`, but the table has room for "
                + (end - at) / recordBytes);
      }
      List<T> items = sections.computeIfAbsent(name, _ -> new ArrayList<>());
      for (int i = 0; i < count; i++) {
        items.add(record.apply(at));
        at += recordBytes;
      }
    }
    return sections;
  }

  private static BtfFormatException fault(int at, String reason) {
    return new BtfFormatException(SECTION, at, reason);
  }
}
