// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import java.util.Optional;

/// Formats as the kernel's print helpers understand them.
///
/// @kernel v6.12 kernel/bpf/helpers.c bpf_bprintf_prepare
final class FormatString {
  private final String format;
  private final long arguments;
  private int at;
  private int used;

  private FormatString(String format, long arguments) {
    this.format = format;
    this.arguments = arguments;
  }

  /// What is wrong with a format for a number of arguments, such as `has an unknown specifier`.
  static Optional<String> problem(String format, long arguments) {
    return new FormatString(format, arguments).check();
  }

  private Optional<String> check() {
    while (at < format.length()) {
      char c = format.charAt(at);
      if (!printable(c) && !space(c)) {
        return Optional.of("holds a character that cannot be printed");
      }
      if (c == '%' && peek(1) == '%') {
        at++;
      } else if (c == '%') {
        if (used >= arguments) {
          return Optional.of(
              "has more specifiers than the " + arguments + " arguments it is given");
        }
        at++;
        Optional<String> problem = specifier();
        if (problem.isPresent()) {
          return problem;
        }
        used++;
      }
      at++;
    }
    return Optional.empty();
  }

  private Optional<String> specifier() {
    int start = at;
    while (peek(0) == '0' || peek(0) == '+' || peek(0) == '-' || peek(0) == ' ') {
      at++;
    }
    while (Character.isDigit(peek(0))) {
      at++;
    }
    boolean fine =
        switch (peek(0)) {
          case 'p' -> pointer();
          case 's' -> ends(1);
          case 'c' -> true;
          default -> number();
        };
    return fine
        ? Optional.empty()
        : Optional.of(
            "has the unknown specifier %"
                + format.substring(start, Math.min(at + 1, format.length())));
  }

  private boolean pointer() {
    if ((peek(1) == 'k' || peek(1) == 'u') && peek(2) == 's') {
      at += 2;
      return ends(1);
    }
    if (ends(1) || "KxsS".indexOf(peek(1)) >= 0) {
      return true;
    }
    if (peek(1) == 'B') {
      at++;
      return true;
    }
    if ((peek(1) == 'i' || peek(1) == 'I') && (peek(2) == '4' || peek(2) == '6')) {
      at += 2;
      return true;
    }
    return false;
  }

  private boolean number() {
    if (peek(0) == 'l') {
      at++;
    }
    if (peek(0) == 'l') {
      at++;
    }
    return peek(0) != 0 && "iduxX".indexOf(peek(0)) >= 0;
  }

  private boolean ends(int ahead) {
    char c = peek(ahead);
    return c == 0 || space(c) || punctuation(c);
  }

  private char peek(int ahead) {
    return at + ahead < format.length() ? format.charAt(at + ahead) : 0;
  }

  private static boolean printable(char c) {
    return c >= ' ' && c <= '~';
  }

  private static boolean space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean punctuation(char c) {
    return c > ' ' && c <= '~' && !Character.isLetterOrDigit(c);
  }
}
