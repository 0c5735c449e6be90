// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/// Makes line ends that end a statement visible to the grammar as SEMICOLON tokens.
///
/// A line end counts when the token before it can end a statement, the token after it cannot
/// continue one, and it is not inside parentheses or brackets (braces inside them make it count
/// again). A closing brace and the end of the file end what is in front of them.
final class StatementEnds {
  private final List<Token> out = new ArrayList<>();
  private final Deque<Integer> open = new ArrayDeque<>();

  private StatementEnds() {}

  /// The tokens with ends inserted; an inserted token is empty and lies at the end of the line's
  /// last token.
  static List<Token> insert(List<? extends Token> tokens) {
    StatementEnds ends = new StatementEnds();
    int previous = -1;
    boolean lineEnded = false;
    for (Token token : tokens) {
      if (token.getChannel() != Token.DEFAULT_CHANNEL) {
        lineEnded |= token.getText().indexOf('\n') >= 0;
        ends.out.add(token);
        continue;
      }
      boolean closes = token.getType() == WeirLexer.RBRACE || token.getType() == Token.EOF;
      if ((lineEnded || closes) && previous >= 0 && ends.ends(ends.out.get(previous), token)) {
        String cause = closes && !lineEnded ? token.getText() : "\n";
        ends.out.add(previous + 1, end(ends.out.get(previous), cause));
      }
      ends.track(token);
      lineEnded = false;
      previous = ends.out.size();
      ends.out.add(token);
    }
    for (int i = 0; i < ends.out.size(); i++) {
      ((CommonToken) ends.out.get(i)).setTokenIndex(i);
    }
    return ends.out;
  }

  private static Token end(Token last, String cause) {
    CommonToken end = new CommonToken(last);
    end.setType(WeirLexer.SEMICOLON);
    end.setStartIndex(last.getStopIndex() + 1);
    end.setStopIndex(last.getStopIndex());
    end.setText(cause);
    end.setCharPositionInLine(last.getCharPositionInLine() + last.getText().length());
    return end;
  }

  private void track(Token token) {
    switch (token.getType()) {
      case WeirLexer.LPAREN, WeirLexer.LBRACK, WeirLexer.LBRACE -> open.push(token.getType());
      case WeirLexer.RPAREN, WeirLexer.RBRACK, WeirLexer.RBRACE -> open.poll();
      default -> {}
    }
  }

  private boolean ends(Token before, Token after) {
    Integer innermost = open.peek();
    boolean grouped = innermost != null && innermost != WeirLexer.LBRACE;
    if (grouped) {
      return false;
    }
    if (startsStatement(after.getType()) && before.getType() != WeirLexer.LBRACE) {
      return true;
    }
    if (!canEnd(before.getType()) || continues(after.getType())) {
      return false;
    }
    return before.getType() != WeirLexer.GREATER || startsDeclaration(after.getType());
  }

  /// Words that nothing continues with, so what is in front ends even where it is incomplete;
  /// `noinline fn` and the arms of a `match` stay on one line.
  private static boolean startsStatement(int type) {
    return switch (type) {
      case WeirLexer.LET,
          WeirLexer.VAR,
          WeirLexer.FOR,
          WeirLexer.WHILE,
          WeirLexer.CONST,
          WeirLexer.STRUCT,
          WeirLexer.ENUM ->
          true;
      default -> false;
    };
  }

  private static boolean canEnd(int type) {
    return switch (type) {
      case WeirLexer.IDENTIFIER,
          WeirLexer.INTEGER,
          WeirLexer.VERSION,
          WeirLexer.STRING,
          WeirLexer.IP4_LITERAL,
          WeirLexer.IP6_LITERAL,
          WeirLexer.MAC_LITERAL,
          WeirLexer.TRUE,
          WeirLexer.FALSE,
          WeirLexer.BREAK,
          WeirLexer.CONTINUE,
          WeirLexer.RETURN,
          WeirLexer.DENY,
          WeirLexer.UNDERSCORE,
          WeirLexer.RPAREN,
          WeirLexer.RBRACK,
          WeirLexer.RBRACE,
          WeirLexer.GREATER ->
          true;
      default -> softKeyword(type);
    };
  }

  /// Words that the grammar also takes as names.
  private static boolean softKeyword(int type) {
    return switch (type) {
      case WeirLexer.ATOMIC,
          WeirLexer.COUNTER,
          WeirLexer.GLOBAL,
          WeirLexer.LICENSE,
          WeirLexer.LOCKED,
          WeirLexer.LOOP,
          WeirLexer.MAP,
          WeirLexer.MODULE,
          WeirLexer.NOINLINE,
          WeirLexer.PACKED,
          WeirLexer.TRACE,
          WeirLexer.TYPE,
          WeirLexer.USE,
          WeirLexer.WHEN,
          WeirLexer.ON ->
          true;
      default -> false;
    };
  }

  /// A `>` at the end of a line ends a type there, unless an operand follows.
  private static boolean startsDeclaration(int type) {
    return switch (type) {
      case WeirLexer.CONST,
          WeirLexer.COUNTER,
          WeirLexer.ENUM,
          WeirLexer.FN,
          WeirLexer.GLOBAL,
          WeirLexer.LICENSE,
          WeirLexer.MAP,
          WeirLexer.NOINLINE,
          WeirLexer.ON,
          WeirLexer.PACKED,
          WeirLexer.STRUCT,
          WeirLexer.TYPE,
          WeirLexer.USE,
          WeirLexer.VAR,
          WeirLexer.RBRACE,
          Token.EOF ->
          true;
      default -> false;
    };
  }

  private static boolean continues(int type) {
    return switch (type) {
      case WeirLexer.ELSE,
          WeirLexer.AS,
          WeirLexer.DOT,
          WeirLexer.COMMA,
          WeirLexer.COLON,
          WeirLexer.SEMICOLON,
          WeirLexer.ARROW,
          WeirLexer.RANGE,
          WeirLexer.RANGE_INCLUSIVE,
          WeirLexer.RPAREN,
          WeirLexer.RBRACK,
          WeirLexer.AMPERSAND,
          WeirLexer.PIPE,
          WeirLexer.CARET,
          WeirLexer.PLUS,
          WeirLexer.STAR,
          WeirLexer.SLASH,
          WeirLexer.PERCENT,
          WeirLexer.SHIFT_LEFT,
          WeirLexer.LESS,
          WeirLexer.LESS_EQUAL,
          WeirLexer.GREATER,
          WeirLexer.GREATER_EQUAL,
          WeirLexer.EQUAL,
          WeirLexer.NOT_EQUAL,
          WeirLexer.AND_AND,
          WeirLexer.OR_OR ->
          true;
      default ->
          type >= WeirLexer.PLUS_ASSIGN && type <= WeirLexer.XOR_ASSIGN || type == WeirLexer.ASSIGN;
    };
  }
}
