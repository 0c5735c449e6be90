// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Prints maps, lists, strings, numbers and truth values as JSON on one line.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
public final class Json {
  private Json() {}

  /// A value that knows its JSON text.
  public interface Text {
    /// The text, on one line.
    String json();
  }

  /// The JSON text of a value; map entries keep their order.
  public static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String s -> quote(s);
      case Map<?, ?> m ->
          m.entrySet().stream()
              .map(e -> quote(String.valueOf(e.getKey())) + ":" + of(e.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case List<?> l -> l.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
      case Number n -> n.toString();
      case Boolean b -> b.toString();
      case Text t -> t.json();
      default -> quote(value.toString());
    };
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x2028 || c == 0x2029) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
