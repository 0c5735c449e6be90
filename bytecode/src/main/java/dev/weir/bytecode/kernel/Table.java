// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads the tables beside this package: lines of tab-separated columns, `#` starts a comment line.
///
/// Split by hand: no regular expressions, so that a short process pays little for its tables.
final class Table {
  private Table() {}

  /// The rows of the resource `name`, in order.
  static List<List<String>> read(String name) {
    String text;
    try (InputStream stream = Table.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
    List<List<String>> rows = new ArrayList<>();
    for (String line : split(text, '\n')) {
      if (!line.isEmpty() && line.charAt(0) != '#') {
        rows.add(split(line, '\t'));
      }
    }
    return rows;
  }

  /// The parts of `text` between separators.
  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
      parts.add(text.substring(start, end));
      start = end + 1;
    }
    parts.add(text.substring(start));
    return parts;
  }

  /// A column that holds a list, `-` for none.
  static List<String> list(String column, char separator) {
    return column.equals("-") ? List.of() : split(column, separator);
  }

  /// A column that holds a kernel version.
  static KernelVersion version(String column) {
    int dot = column.indexOf('.');
    return new KernelVersion(
        Integer.parseInt(column, 0, dot, 10),
        Integer.parseInt(column, dot + 1, column.length(), 10));
  }
}
