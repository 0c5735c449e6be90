// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.compiler.text.ast.Unit;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;

/// Reads source text into the syntax tree.
public final class TextParser {
  private TextParser() {}

  /// The syntax tree of a file. Reports what it cannot read and goes on with the next statement or
  /// declaration, so the tree is complete apart from those places.
  public static Unit parse(SourceFile file, Diagnostics diagnostics) {
    Spans spans = new Spans(file);
    SyntaxProblems problems = new SyntaxProblems(spans, diagnostics);
    WeirLexer lexer = new WeirLexer(CharStreams.fromString(file.text(), file.name()));
    lexer.removeErrorListeners();
    List<? extends Token> tokens = lexer.getAllTokens();
    List<Token> all = new ArrayList<>(problems.withoutUnknown(tokens));
    all.add(endOfFile(lexer));
    CommonTokenStream stream =
        new CommonTokenStream(
            new ListTokenSource(
                StatementEnds.insert(Brackets.balance(all, spans, diagnostics)), file.name()));
    WeirParser parser = new WeirParser(stream);
    parser.removeErrorListeners();
    parser.setErrorHandler(problems);
    WeirParser.UnitContext tree = parser.unit();
    return new UnitBuilder(new Nodes(spans, stream, diagnostics)).unit(tree);
  }

  private static Token endOfFile(WeirLexer lexer) {
    return lexer.emitEOF();
  }
}
