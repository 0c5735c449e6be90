// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

/// Strings and names in double quotes.
final class Quoted {
  private Quoted() {}

  /// A text in quotes, with escapes for quotes, backslashes, line ends and tabs.
  static String write(String text) {
    return '"'
        + text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t")
        + '"';
  }

  /// A name, in quotes where it is no word.
  static String name(String name) {
    return name.matches("[A-Za-z_.$][A-Za-z0-9_.$]*") ? name : write(name);
  }

  /// The text of a quoted one, quotes included; an unknown escape stands for its character.
  static String read(String quoted) {
    StringBuilder out = new StringBuilder();
    for (int i = 1; i < quoted.length() - 1; i++) {
      char c = quoted.charAt(i);
      if (c == '\\' && i + 1 < quoted.length() - 1) {
        c = escaped(quoted.charAt(++i));
      }
      out.append(c);
    }
    return out.toString();
  }

  private static char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> c;
    };
  }
}
