// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.state;

import java.util.List;
import java.util.Map;

/// Prints maps, lists, strings and numbers as indented JSON.
final class Json {
  private final StringBuilder out = new StringBuilder();

  private Json() {}

  /// The text of a value, ending with a line break; map entries keep their order.
  static String of(Object value) {
    Json json = new Json();
    json.value(value, "");
    return json.out.append('\n').toString();
  }

  private void value(Object value, String indent) {
    if (value instanceof Map<?, ?> map) {
      int left = map.size();
      out.append('{');
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append('\n').append(indent).append("  ");
        string(String.valueOf(entry.getKey()));
        out.append(": ");
        value(entry.getValue(), indent + "  ");
        out.append(--left > 0 ? "," : "\n" + indent);
      }
      out.append('}');
    } else if (value instanceof List<?> list) {
      int left = list.size();
      out.append('[');
      for (Object element : list) {
        out.append('\n').append(indent).append("  ");
        value(element, indent + "  ");
        out.append(--left > 0 ? "," : "\n" + indent);
      }
      out.append(']');
    } else if (value instanceof Number) {
      out.append(value);
    } else {
      string(value.toString());
    }
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
