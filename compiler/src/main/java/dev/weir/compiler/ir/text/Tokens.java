// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// IR text as a row of tokens with a place in it. A comment runs from `;` at the start of a word to
/// the end of the line; a `;` directly behind a word is a token.
final class Tokens {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<space>[ \\t\\r]+|(?<=^|\\s);[^\\n]*)"
              + "|(?<line>\\n)"
              + "|(?<string>\"(?:[^\"\\\\\\n]|\\\\.)*\")"
              + "|(?<number>-?(?:0x[0-9a-fA-F]+|[0-9]+))"
              + "|(?<symbol>->|s?[<>]=?|[=!]=|[-+*=&?:;,(){}\\[\\]])"
              + "|(?<word>[A-Za-z_][A-Za-z0-9_.]*)",
          Pattern.MULTILINE);

  private record Token(String text, int line) {}

  private final List<Token> tokens = new ArrayList<>();
  private int next;

  Tokens(String text) {
    Matcher matcher = TOKEN.matcher(text);
    int line = 1;
    int at = 0;
    while (at < text.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException(
            "line "
                + line
                + ": not IR text: "
                + text.substring(at, Math.min(at + 20, text.length())));
      }
      if (matcher.group("line") != null) {
        line++;
      } else if (matcher.group("space") == null) {
        tokens.add(new Token(matcher.group(), line));
      }
      at = matcher.end();
    }
    tokens.add(new Token("", line));
  }

  boolean atEnd() {
    return next == tokens.size() - 1;
  }

  /// Whether the token so many ahead is this one.
  boolean is(String text, int ahead) {
    return next + ahead < tokens.size() && tokens.get(next + ahead).text.equals(text);
  }

  boolean is(String text) {
    return is(text, 0);
  }

  boolean accept(String text) {
    if (is(text)) {
      next++;
      return true;
    }
    return false;
  }

  void expect(String text) {
    if (!accept(text)) {
      throw failure("expected `" + text + "`");
    }
  }

  /// The next token without taking it, empty at the end.
  String peek() {
    return tokens.get(next).text;
  }

  /// The next token, whatever it is.
  String take() {
    if (atEnd()) {
      throw failure("expected more");
    }
    return tokens.get(next++).text;
  }

  boolean isString() {
    return tokens.get(next).text.startsWith("\"");
  }

  String string() {
    if (!isString()) {
      throw failure("expected a string");
    }
    String quoted = take();
    StringBuilder out = new StringBuilder();
    for (int i = 1; i < quoted.length() - 1; i++) {
      char c = quoted.charAt(i);
      if (c == '\\') {
        c = quoted.charAt(++i);
        c = c == 'n' ? '\n' : c == 'r' ? '\r' : c;
      }
      out.append(c);
    }
    return out.toString();
  }

  boolean isWord() {
    String text = tokens.get(next).text;
    return !text.isEmpty() && (Character.isLetter(text.charAt(0)) || text.charAt(0) == '_');
  }

  String word() {
    if (!isWord()) {
      throw failure("expected a word");
    }
    return take();
  }

  /// A name: a word, or anything as a string.
  String name() {
    return isString() ? string() : word();
  }

  long number() {
    try {
      String text = tokens.get(next).text;
      long number =
          text.startsWith("0x")
              ? Long.parseUnsignedLong(text.substring(2), 16)
              : Long.parseLong(text);
      next++;
      return number;
    } catch (NumberFormatException _) {
      throw failure("expected a number");
    }
  }

  int integer() {
    long number = number();
    if (number != (int) number) {
      throw failure("number out of range before");
    }
    return (int) number;
  }

  /// A word made of a letter and a number, such as `v12`.
  int numbered(char letter) {
    String text = tokens.get(next).text;
    if (text.length() < 2
        || text.length() > 10
        || text.charAt(0) != letter
        || !text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9')) {
      throw failure("expected `" + letter + "` and a number");
    }
    next++;
    return Integer.parseInt(text.substring(1));
  }

  /// Items between brackets, with commas between them.
  void list(String open, String close, Runnable item) {
    expect(open);
    if (accept(close)) {
      return;
    }
    do {
      item.run();
    } while (accept(","));
    expect(close);
  }

  /// A complaint about the next token that names its line.
  IllegalArgumentException failure(String message) {
    Token token = tokens.get(next);
    return new IllegalArgumentException(
        "line "
            + token.line
            + ": "
            + message
            + ", found "
            + (token.text.isEmpty() ? "the end" : "`" + token.text + "`"));
  }
}
