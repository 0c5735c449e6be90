// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Prints maps, collections, strings, numbers and truth values as JSON on one line.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
final class Json {
  private Json() {}

  /// The JSON text of a value; map entries keep their order.
  static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> m ->
          m.entrySet().stream()
              .map(e -> quote(String.valueOf(e.getKey())) + ":" + of(e.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case Collection<?> c -> c.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
      case Number n -> n.toString();
      case Boolean b -> b.toString();
      default -> quote(value.toString());
    };
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
