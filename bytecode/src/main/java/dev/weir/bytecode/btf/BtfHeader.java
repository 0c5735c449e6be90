// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The header of a `.BTF` section; offsets are from the section's start and lie inside.
record BtfHeader(ByteOrder order, int typeStart, int typeEnd, int stringStart, int stringEnd) {
  private static final String SECTION = ".BTF";

  static BtfHeader read(byte[] section) {
    if (section.length < BtfWriter.HEADER_BYTES) {
      throw new BtfFormatException(
          SECTION,
          section.length,
          "the section ends inside its header, expected " + BtfWriter.HEADER_BYTES + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(section).order(order(section, SECTION));
    int headerBytes = in.getInt(4);
    if (headerBytes < BtfWriter.HEADER_BYTES || headerBytes > section.length) {
      throw new BtfFormatException(
          SECTION, 4, "found a header of " + Integer.toUnsignedString(headerBytes) + " bytes");
    }
    int types = start(in, 8, headerBytes, "types");
    int strings = start(in, 16, headerBytes, "strings");
    BtfHeader header =
        new BtfHeader(in.order(), types, types + in.getInt(12), strings, strings + in.getInt(20));
    if (header.stringEnd > header.stringStart && section[header.stringStart] != 0) {
      throw new BtfFormatException(
          SECTION, header.stringStart, "the strings start with a name, expected the empty string");
    }
    return header;
  }

  /// The byte order that the magic number says, after a check of the version.
  static ByteOrder order(byte[] section, String name) {
    int first = Byte.toUnsignedInt(section[0]);
    int second = Byte.toUnsignedInt(section[1]);
    if (section[2] != 1) {
      throw new BtfFormatException(name, 2, "found version " + section[2] + ", expected 1");
    }
    if ((second << 8 | first) == BtfWriter.MAGIC) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    if ((first << 8 | second) == BtfWriter.MAGIC) {
      return ByteOrder.BIG_ENDIAN;
    }
    throw new BtfFormatException(
        name, 0, String.format("found %02x %02x, expected the magic number 9f eb", first, second));
  }

  /// The start of a part whose offset and size stand at `at`, after a check that it lies inside.
  private static int start(ByteBuffer in, int at, int headerBytes, String what) {
    long start = headerBytes + Integer.toUnsignedLong(in.getInt(at));
    long size = Integer.toUnsignedLong(in.getInt(at + 4));
    if (start + size > in.capacity()) {
      throw new BtfFormatException(
          SECTION,
          at,
          "the "
              + what
              + " are "
              + size
              + " bytes at byte "
              + start
              + ", but the section ends at byte "
              + in.capacity());
    }
    return (int) start;
  }

  byte[] strings(byte[] section) {
    return Arrays.copyOfRange(section, stringStart, stringEnd);
  }
}
