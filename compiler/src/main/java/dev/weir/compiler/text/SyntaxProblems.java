// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.FailedPredicateException;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/// Says in words what the parser could not read, and where it goes on.
final class SyntaxProblems extends DefaultErrorStrategy {
  private final Spans spans;
  private final Diagnostics diagnostics;

  SyntaxProblems(Spans spans, Diagnostics diagnostics) {
    this.spans = spans;
    this.diagnostics = diagnostics;
  }

  /// The tokens that are part of the language; each of the others is a problem.
  List<Token> withoutUnknown(List<? extends Token> tokens) {
    List<Token> known = new ArrayList<>();
    for (Token token : tokens) {
      if (token.getType() == WeirLexer.UNKNOWN) {
        unknown(token);
      } else {
        known.add(token);
      }
    }
    return known;
  }

  private void unknown(Token token) {
    Span span = spans.of(token);
    String text = token.getText();
    if (text.equals("\"")) {
      diagnostics.report(
          TextCode.BAD_LITERAL
              .at("this string has no end", span, "starts here")
              .help("close it with `\"` on the same line"));
      return;
    }
    Problem problem =
        TextCode.UNKNOWN_CHARACTER.at("`" + text + "` is not part of the language", span, "");
    diagnostics.report(
        text.equals("'") ? problem.help("there are no character literals; use a number") : problem);
  }

  /// Skips to the end of the statement or declaration, or to the brace that closes the block around
  /// it; what is in brackets on the way is skipped as a whole.
  @Override
  public void recover(Parser recognizer, RecognitionException e) {
    int index = recognizer.getInputStream().index();
    if (lastErrorIndex == index
        && lastErrorStates != null
        && lastErrorStates.contains(recognizer.getState())) {
      recognizer.consume();
    }
    lastErrorIndex = index;
    if (lastErrorStates == null) {
      lastErrorStates = new IntervalSet();
    }
    lastErrorStates.add(recognizer.getState());
    skip(recognizer);
    if (recognizer.getContext() instanceof WeirParser.EndsContext) {
      skipEnds(recognizer);
    }
  }

  private static void skip(Parser parser) {
    boolean inBlock = inBlock(parser.getContext());
    int depth = 0;
    while (parser.getInputStream().LA(1) != Token.EOF) {
      int type = parser.getInputStream().LA(1);
      boolean end = type == WeirLexer.SEMICOLON && depth == 0;
      boolean closes = inBlock && type == WeirLexer.RBRACE && depth == 0;
      if (closes || end && (inBlock || declares(parser.getInputStream().LA(2)))) {
        return;
      }
      switch (type) {
        case WeirLexer.LPAREN, WeirLexer.LBRACK, WeirLexer.LBRACE -> depth++;
        case WeirLexer.RPAREN, WeirLexer.RBRACK, WeirLexer.RBRACE -> depth = Math.max(0, depth - 1);
        default -> {}
      }
      parser.consume();
    }
  }

  private static void skipEnds(Parser parser) {
    while (parser.getInputStream().LA(1) == WeirLexer.SEMICOLON) {
      parser.consume();
    }
  }

  private static boolean inBlock(@Nullable RuleContext context) {
    for (RuleContext each = context; each != null; each = each.getParent()) {
      if (each instanceof WeirParser.BlockContext) {
        return true;
      }
    }
    return false;
  }

  private static boolean declares(int type) {
    return switch (type) {
      case Token.EOF,
          WeirLexer.PACKED,
          WeirLexer.STRUCT,
          WeirLexer.ENUM,
          WeirLexer.TYPE,
          WeirLexer.MAP,
          WeirLexer.COUNTER,
          WeirLexer.CONST,
          WeirLexer.LET,
          WeirLexer.VAR,
          WeirLexer.NOINLINE,
          WeirLexer.GLOBAL,
          WeirLexer.FN,
          WeirLexer.ON,
          WeirLexer.USE,
          WeirLexer.LICENSE ->
          true;
      default -> false;
    };
  }

  /// Nothing is dropped or made up to go on in the middle of a statement: the rest would be read
  /// wrongly.
  @Override
  protected @Nullable Token singleTokenDeletion(Parser recognizer) {
    return null;
  }

  @Override
  protected boolean singleTokenInsertion(Parser recognizer) {
    return false;
  }

  /// What cannot start a statement or declaration is skipped up to the next one.
  @Override
  public void sync(Parser recognizer) {
    ParserRuleContext context = recognizer.getContext();
    boolean list =
        context instanceof WeirParser.BlockContext || context instanceof WeirParser.UnitContext;
    ATNState state = recognizer.getInterpreter().atn.states.get(recognizer.getState());
    boolean loop =
        state.getStateType() == ATNState.STAR_LOOP_ENTRY
            || state.getStateType() == ATNState.STAR_LOOP_BACK;
    if (!list || !loop || recognizer.isExpectedToken(recognizer.getInputStream().LA(1))) {
      return;
    }
    if (!inErrorRecoveryMode(recognizer)) {
      beginErrorCondition(recognizer);
      unexpected(recognizer, recognizer.getCurrentToken(), null);
    }
    skip(recognizer);
    skipEnds(recognizer);
  }

  @Override
  protected void reportNoViableAlternative(Parser recognizer, NoViableAltException e) {
    unexpected(recognizer, e.getOffendingToken(), null);
  }

  @Override
  protected void reportInputMismatch(Parser recognizer, InputMismatchException e) {
    unexpected(recognizer, e.getOffendingToken(), e.getExpectedTokens());
  }

  @Override
  protected void reportFailedPredicate(Parser recognizer, FailedPredicateException e) {
    unexpected(recognizer, e.getOffendingToken(), null);
  }

  @Override
  protected void reportUnwantedToken(Parser recognizer) {
    if (!inErrorRecoveryMode(recognizer)) {
      beginErrorCondition(recognizer);
      unexpected(recognizer, recognizer.getCurrentToken(), getExpectedTokens(recognizer));
    }
  }

  @Override
  protected void reportMissingToken(Parser recognizer) {
    if (!inErrorRecoveryMode(recognizer)) {
      beginErrorCondition(recognizer);
      unexpected(recognizer, recognizer.getCurrentToken(), getExpectedTokens(recognizer));
    }
  }

  private void unexpected(Parser parser, Token token, @Nullable IntervalSet expected) {
    String wanted = expected == null ? inRule(parser) : describe(expected, parser);
    String found = found(token);
    Problem problem =
        TextCode.SYNTAX.at(
            "unexpected " + found + (wanted.isEmpty() ? "" : ", expected " + wanted),
            spans.of(token),
            wanted.isEmpty() ? "not expected here" : "expected " + wanted);
    diagnostics.report(hint(problem, parser, token));
  }

  private static String found(Token token) {
    if (token.getType() == Token.EOF || token.getText().equals("<EOF>")) {
      return "end of file";
    }
    if (token.getType() == WeirLexer.SEMICOLON && token.getText().equals("\n")) {
      return "end of line";
    }
    boolean word = Character.isLetter(token.getText().charAt(0));
    boolean keyword = word && token.getType() < WeirLexer.UNDERSCORE;
    return (keyword ? "keyword " : "") + "`" + token.getText() + "`";
  }

  private static String describe(IntervalSet expected, Parser parser) {
    for (RuleContext each = parser.getContext(); each != null; each = each.getParent()) {
      if (each instanceof WeirParser.BoundContext) {
        return "`max` and a bound";
      }
    }
    List<Integer> types = expected.toList();
    types.removeIf(type -> type == Token.EPSILON);
    if (types.isEmpty() || types.size() > 3) {
      return inRule(parser);
    }
    List<String> words = new ArrayList<>();
    for (int type : types) {
      String word = name(type);
      if (!words.contains(word)) {
        words.add(word);
      }
    }
    return String.join(" or ", words);
  }

  private static String name(int type) {
    return switch (type) {
      case Token.EOF -> "end of file";
      case WeirLexer.SEMICOLON -> "end of line";
      case WeirLexer.IDENTIFIER -> "a name";
      case WeirLexer.STRING -> "a string in double quotes";
      case WeirLexer.INTEGER -> "a number";
      case WeirLexer.VERSION -> "a kernel version";
      default -> {
        String literal = WeirLexer.VOCABULARY.getLiteralName(type);
        yield literal == null
            ? WeirLexer.VOCABULARY.getSymbolicName(type).toLowerCase(Locale.ROOT)
            : "`" + literal.substring(1, literal.length() - 1) + "`";
      }
    };
  }

  private static String inRule(Parser parser) {
    return switch (parser.getContext().getRuleIndex()) {
      case WeirParser.RULE_unit, WeirParser.RULE_declaration -> "a declaration";
      case WeirParser.RULE_header -> "an import or a licence";
      case WeirParser.RULE_path, WeirParser.RULE_name -> "a name";
      case WeirParser.RULE_type -> "a type";
      case WeirParser.RULE_field, WeirParser.RULE_fieldList -> "a field `name: type`";
      case WeirParser.RULE_hook -> "a hook";
      case WeirParser.RULE_parameter, WeirParser.RULE_parameterList -> "a parameter `name: type`";
      case WeirParser.RULE_block, WeirParser.RULE_statement -> "a statement";
      case WeirParser.RULE_bound -> "`max` and a bound";
      case WeirParser.RULE_pattern, WeirParser.RULE_patternBound -> "a pattern";
      case WeirParser.RULE_matchArm -> "an arm `pattern -> result`";
      case WeirParser.RULE_assignment -> "an assignment";
      case WeirParser.RULE_expression,
          WeirParser.RULE_primary,
          WeirParser.RULE_literal,
          WeirParser.RULE_condition,
          WeirParser.RULE_conditional,
          WeirParser.RULE_initializer,
          WeirParser.RULE_argumentList ->
          "an expression";
      default -> "";
    };
  }

  private static Problem hint(Problem problem, Parser parser, Token token) {
    Token before = parser.getInputStream().LT(-1);
    if (token.getType() == WeirLexer.LBRACE
        && before != null
        && before.getType() == WeirLexer.SEMICOLON
        && before.getText().equals("\n")) {
      return problem.help("an opening brace belongs on the line it follows from");
    }
    return switch (token.getType()) {
      case WeirLexer.ASSIGN -> problem.help("compare with `==`; `=` assigns and is a statement");
      case WeirLexer.EQUAL, WeirLexer.LESS, WeirLexer.GREATER, WeirLexer.LESS_EQUAL ->
          problem.help("comparisons do not chain; join them with `&&`");
      default -> problem;
    };
  }
}
