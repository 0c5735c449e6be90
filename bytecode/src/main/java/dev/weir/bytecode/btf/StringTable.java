// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Strings under construction: each once, ended by a zero byte, the empty string at offset 0.
public final class StringTable {
  private final Map<String, Integer> offsets = new HashMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// Creates a table that holds the empty string.
  public StringTable() {
    offset("");
  }

  /// The offset of a string, added when it is new.
  public int offset(String text) {
    Integer known = offsets.get(text);
    if (known != null) {
      return known;
    }
    int offset = bytes.size();
    offsets.put(text, offset);
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    bytes.write(0);
    return offset;
  }

  /// All bytes so far.
  public byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
