// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.Span;
import java.util.ArrayList;
import java.util.List;

/// The tokens of one line, and what parsers need: look at one, take one, expect one.
final class Line {
  /// Longest first, so that the first match is the right one.
  private static final List<String> OPERATORS =
      List.of(
          "s>>=", "<<=", ">>=", "s/=", "s%=", "s>=", "s<=", "+=", "-=", "*=", "/=", "%=", "|=",
          "&=", "^=", "==", "!=", ">=", "<=", "s>", "s<");

  private final SourceFile file;
  private final List<Token> tokens;
  private int at;

  private Line(SourceFile file, List<Token> tokens) {
    this.file = file;
    this.tokens = tokens;
  }

  /// The lines of a file; those without a token are left out.
  static List<Line> of(SourceFile file) {
    List<Line> lines = new ArrayList<>();
    String text = file.text();
    for (int start = 0; start < text.length(); ) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      List<Token> tokens = scan(text, start, end);
      if (tokens.size() > 1) {
        lines.add(new Line(file, tokens));
      }
      start = end + 1;
    }
    return lines;
  }

  private static List<Token> scan(String text, int start, int end) {
    List<Token> tokens = new ArrayList<>();
    int position = start;
    int last = start;
    while (position < end) {
      char c = text.charAt(position);
      if (c == ';' || text.startsWith("//", position)) {
        break;
      }
      if (Character.isWhitespace(c)) {
        position++;
      } else {
        Token token = token(text, position, end);
        tokens.add(token);
        position = token.end();
        last = position;
      }
    }
    tokens.add(new Token(Token.Kind.END, "", last));
    return tokens;
  }

  private static Token token(String text, int start, int end) {
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, start)) {
        return new Token(Token.Kind.SYMBOL, operator, start);
      }
    }
    char c = text.charAt(start);
    int stop = start + 1;
    if (c == '"') {
      while (stop < end && text.charAt(stop) != '"') {
        stop += text.charAt(stop) == '\\' && stop + 1 < end ? 2 : 1;
      }
      stop = Math.min(stop + 1, end);
      return new Token(Token.Kind.STRING, text.substring(start, stop), start);
    }
    if (!wordPart(c)) {
      return new Token(Token.Kind.SYMBOL, text.substring(start, stop), start);
    }
    while (stop < end && wordPart(text.charAt(stop))) {
      stop++;
    }
    Token.Kind kind = c >= '0' && c <= '9' ? Token.Kind.NUMBER : Token.Kind.WORD;
    return new Token(kind, text.substring(start, stop), start);
  }

  private static boolean wordPart(char c) {
    return c == '_' || c == '.' || c == '$' || Character.isLetterOrDigit(c);
  }

  /// The next token, left where it is.
  Token peek() {
    return tokens.get(at);
  }

  /// The token some places on, or the end.
  Token peek(int distance) {
    return tokens.get(Math.min(at + distance, tokens.size() - 1));
  }

  /// The token of an index, whatever was taken; past the last one the end.
  Token nth(int index) {
    return tokens.get(Math.min(index, tokens.size() - 1));
  }

  Token take() {
    Token token = peek();
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  boolean atEnd() {
    return peek().kind() == Token.Kind.END;
  }

  boolean accept(String text) {
    if (peek().is(text)) {
      at++;
      return true;
    }
    return false;
  }

  /// Takes each text in turn, or nothing when not all are next.
  boolean accept(String... texts) {
    for (int i = 0; i < texts.length; i++) {
      if (!peek(i).is(texts[i])) {
        return false;
      }
    }
    at += texts.length;
    return true;
  }

  void expect(String text) throws LineError {
    if (!accept(text)) {
      throw expected("`" + text + "`");
    }
  }

  String expectWord(String what) throws LineError {
    if (peek().kind() != Token.Kind.WORD) {
      throw expected(what);
    }
    return take().text();
  }

  /// A name: a word, or anything in double quotes.
  String expectName(String what) throws LineError {
    return peek().kind() == Token.Kind.STRING ? expectString(what) : expectWord(what);
  }

  /// The content of a string in double quotes; `\"`, `\\`, `\n` and `\t` are escapes.
  String expectString(String what) throws LineError {
    Token token = peek();
    if (token.kind() != Token.Kind.STRING) {
      throw expected(what + " in double quotes");
    }
    String text = token.text();
    if (text.length() < 2 || !text.endsWith("\"")) {
      throw error(ListingProblem.SYNTAX, "the string has no end", span(token), "starts here");
    }
    take();
    return Quoted.read(text);
  }

  void expectEnd() throws LineError {
    if (!atEnd()) {
      throw expected("the end of the line");
    }
  }

  LineError expected(String what) {
    String found = atEnd() ? "the line ends" : "found `" + peek().text() + "`";
    return error(
        ListingProblem.SYNTAX, "expected " + what + ", " + found, span(peek()), "expected " + what);
  }

  LineError error(ListingProblem problem, String message, Span span, String label) {
    return new LineError(problem.error(message, span, label));
  }

  Span span(Token token) {
    return new Span(file, token.start(), token.end());
  }

  /// From the first token to the last.
  Span span() {
    return new Span(file, tokens.getFirst().start(), tokens.getLast().start());
  }

  /// From a token to the last one taken.
  Span spanFrom(Token first) {
    return new Span(
        file, first.start(), Math.max(first.end(), tokens.get(Math.max(0, at - 1)).end()));
  }

  /// The text between the first and the last token.
  String text() {
    return span().text();
  }
}
