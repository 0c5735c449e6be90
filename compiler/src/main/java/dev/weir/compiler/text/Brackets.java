// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.bytecode.diag.Diagnostics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/// Makes brackets match, so that one that is missing costs one message and not the rest of the
/// file.
///
/// A bracket that is still open where a line starts with a word that only starts statements or
/// declarations is closed there; one that closes nothing is dropped.
final class Brackets {
  private final Spans spans;
  private final Diagnostics diagnostics;
  private final List<Token> out = new ArrayList<>();
  private final Deque<Token> open = new ArrayDeque<>();

  private Brackets(Spans spans, Diagnostics diagnostics) {
    this.spans = spans;
    this.diagnostics = diagnostics;
  }

  /// The tokens with brackets that match.
  static List<Token> balance(List<? extends Token> tokens, Spans spans, Diagnostics diagnostics) {
    Brackets brackets = new Brackets(spans, diagnostics);
    boolean lineStart = true;
    for (Token token : tokens) {
      if (token.getChannel() == Token.DEFAULT_CHANNEL) {
        brackets.add(token, lineStart);
        lineStart = false;
      } else {
        lineStart |= token.getText().indexOf('\n') >= 0;
        brackets.out.add(token);
      }
    }
    return brackets.out;
  }

  private void add(Token token, boolean lineStart) {
    int type = token.getType();
    if (type == Token.EOF || lineStart && token.getCharPositionInLine() == 0 && declares(type)) {
      closeWhile(token, _ -> true);
    } else if (lineStart && starts(type)) {
      closeWhile(token, innermost -> innermost != WeirLexer.LBRACE);
    }
    switch (type) {
      case WeirLexer.LPAREN, WeirLexer.LBRACK, WeirLexer.LBRACE -> open.push(token);
      case WeirLexer.RPAREN, WeirLexer.RBRACK, WeirLexer.RBRACE -> {
        if (!closes(token)) {
          return;
        }
      }
      default -> {}
    }
    out.add(token);
  }

  /// Whether the closing bracket has its opening one; closes others in between that lack theirs.
  private boolean closes(Token token) {
    boolean opened = open.stream().anyMatch(each -> closing(each.getType()) == token.getType());
    Token innermost = open.peek();
    boolean across =
        innermost != null
            && innermost.getType() == WeirLexer.LBRACE
            && token.getType() != WeirLexer.RBRACE;
    if (!opened || across) {
      diagnostics.report(
          TextCode.SYNTAX.at(
              "`" + token.getText() + "` closes nothing", spans.of(token), "nothing is open here"));
      return false;
    }
    closeWhile(token, type -> closing(type) != token.getType());
    open.pop();
    return true;
  }

  private interface Which {
    boolean test(int type);
  }

  private void closeWhile(Token before, Which which) {
    while (!open.isEmpty() && which.test(open.peek().getType())) {
      Token opening = open.pop();
      diagnostics.report(
          TextCode.SYNTAX
              .at("`" + opening.getText() + "` is not closed", spans.of(opening), "opened here")
              .with(spans.of(before), "not closed before this"));
      out.add(afterLast(), closer(opening, before));
    }
  }

  /// The place behind the last token that counts, so that the line end stays behind what is
  /// inserted.
  private int afterLast() {
    int at = out.size();
    while (at > 0 && out.get(at - 1).getChannel() != Token.DEFAULT_CHANNEL) {
      at--;
    }
    return at;
  }

  private static Token closer(Token opening, Token before) {
    CommonToken token = new CommonToken(before);
    token.setType(closing(opening.getType()));
    token.setChannel(Token.DEFAULT_CHANNEL);
    token.setStopIndex(before.getStartIndex() - 1);
    token.setText(closingText(opening.getType()));
    return token;
  }

  private static String closingText(int type) {
    return switch (type) {
      case WeirLexer.LPAREN -> ")";
      case WeirLexer.LBRACK -> "]";
      default -> "}";
    };
  }

  private static int closing(int type) {
    return switch (type) {
      case WeirLexer.LPAREN -> WeirLexer.RPAREN;
      case WeirLexer.LBRACK -> WeirLexer.RBRACK;
      default -> WeirLexer.RBRACE;
    };
  }

  /// Words that start a declaration where a line starts with them.
  private static boolean declares(int type) {
    return switch (type) {
      case WeirLexer.STRUCT,
          WeirLexer.ENUM,
          WeirLexer.FN,
          WeirLexer.ON,
          WeirLexer.MAP,
          WeirLexer.COUNTER,
          WeirLexer.NOINLINE,
          WeirLexer.GLOBAL,
          WeirLexer.PACKED,
          WeirLexer.USE ->
          true;
      default -> false;
    };
  }

  /// Words that start a statement.
  private static boolean starts(int type) {
    return switch (type) {
      case WeirLexer.LET,
          WeirLexer.VAR,
          WeirLexer.RETURN,
          WeirLexer.FOR,
          WeirLexer.WHILE,
          WeirLexer.BREAK,
          WeirLexer.CONTINUE,
          WeirLexer.CONST ->
          true;
      default -> false;
    };
  }
}
