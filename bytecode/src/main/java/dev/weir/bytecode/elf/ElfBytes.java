// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// A file's bytes, read as numbers and strings in its byte order. Ranges must be checked first.
final class ElfBytes {
  private static final int MAX_NAME_BYTES = 4096;

  private final byte[] bytes;
  private final ByteBuffer in;
  private final Map<Integer, String> strings = new HashMap<>();

  ElfBytes(byte[] bytes, ByteOrder order) {
    this.bytes = bytes;
    this.in = ByteBuffer.wrap(bytes).order(order);
  }

  ByteOrder order() {
    return in.order();
  }

  int length() {
    return bytes.length;
  }

  int u8(int at) {
    return Byte.toUnsignedInt(in.get(at));
  }

  int u16(int at) {
    return Short.toUnsignedInt(in.getShort(at));
  }

  int i32(int at) {
    return in.getInt(at);
  }

  long i64(int at) {
    return in.getLong(at);
  }

  byte[] copy(int from, int size) {
    return Arrays.copyOfRange(bytes, from, from + size);
  }

  /// Checks that a range lies in the file.
  void check(long offset, long size, String what) {
    if (offset < 0 || size < 0 || offset > bytes.length || size > bytes.length - offset) {
      throw new ElfFormatException(
          what
              + ": "
              + Long.toUnsignedString(size)
              + " bytes at byte "
              + Long.toUnsignedString(offset)
              + ", but the file ends at byte "
              + bytes.length
              + ": it is truncated or corrupt");
    }
  }

  /// A string in a table.
  ///
  /// @param at where the offset was found, for the message
  String string(int table, int tableBytes, int offset, int at) {
    if (offset < 0 || offset >= tableBytes) {
      throw new ElfFormatException(
          "byte "
              + at
              + ": found a name at "
              + Integer.toUnsignedString(offset)
              + " of its string table, expected less than "
              + tableBytes);
    }
    String known = strings.get(table + offset);
    if (known != null) {
      return known;
    }
    int from = table + offset;
    int limit = Math.min(table + tableBytes, from + MAX_NAME_BYTES);
    int to = from;
    while (to < limit && bytes[to] != 0) {
      to++;
    }
    if (to == limit) {
      throw new ElfFormatException(
          "byte "
              + from
              + ": found a name without end, expected a zero byte within "
              + (limit - from)
              + " bytes");
    }
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    strings.put(from, text);
    return text;
  }
}
