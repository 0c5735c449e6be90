// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The strings of a section that was read, by offset.
final class BtfStrings {
  private final byte[] bytes;
  private final Map<Integer, String> known = new HashMap<>();

  BtfStrings(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The string at an offset.
  ///
  /// @param section what refers to it, for the message
  /// @param at where it refers to it, for the message
  /// @throws BtfFormatException when the offset or the end lies outside
  String at(int offset, String section, int at) {
    if (offset == 0) {
      return "";
    }
    String text = known.get(offset);
    if (text == null) {
      text = decode(offset, section, at);
      known.put(offset, text);
    }
    return text;
  }

  private String decode(int offset, String section, int at) {
    if (offset < 0 || offset >= bytes.length) {
      throw new BtfFormatException(
          section,
          at,
          "found a string at offset "
              + Integer.toUnsignedString(offset)
              + ", expected less than "
              + bytes.length);
    }
    int end = offset;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    if (end == bytes.length) {
      throw new BtfFormatException(
          section, at, "found a string at offset " + offset + " without a zero byte at its end");
    }
    return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
  }
}
