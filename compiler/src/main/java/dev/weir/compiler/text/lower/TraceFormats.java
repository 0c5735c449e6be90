// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.ir.IrModule.IrGlobal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The format strings of a unit's trace statements: read-only globals, each text once.
final class TraceFormats {
  private static final DataType CHAR = new DataType.IntType("char", 1, true, false);
  private final Map<String, String> names = new LinkedHashMap<>();

  /// The name of the global that holds a format and its terminating zero.
  String global(String format) {
    return names.computeIfAbsent(format, _ -> "trace_format_" + names.size());
  }

  /// The size of a format with its terminating zero.
  static int sizeBytes(String format) {
    return bytes(format).length;
  }

  /// All formats used so far.
  List<IrGlobal> globals() {
    List<IrGlobal> globals = new ArrayList<>();
    names.forEach((format, name) -> {
      byte[] bytes = bytes(format);
      globals.add(new IrGlobal(name, new DataType.ArrayType(CHAR, bytes.length), true, bytes, ""));
    });
    return globals;
  }

  private static byte[] bytes(String format) {
    return (format + "\0").getBytes(StandardCharsets.UTF_8);
  }
}
