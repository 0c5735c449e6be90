// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.ast.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.BufferedTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/// What the tree builders share: places, documentation, names. After a syntax error any part of the
/// parse tree may be missing, so every part may be null.
final class Nodes {
  private final Spans spans;
  private final BufferedTokenStream tokens;
  private final Diagnostics diagnostics;

  Nodes(Spans spans, BufferedTokenStream tokens, Diagnostics diagnostics) {
    this.spans = spans;
    this.tokens = tokens;
    this.diagnostics = diagnostics;
  }

  Spans spans() {
    return spans;
  }

  Span span(ParserRuleContext node) {
    return spans.of(node);
  }

  void report(Problem problem) {
    diagnostics.report(problem);
  }

  /// The name, or an empty one after `parent` where it is missing.
  Name name(WeirParser.@Nullable NameContext node, ParserRuleContext parent) {
    if (node == null || node.getStart() == null || node.exception != null) {
      Span whole = span(parent);
      return new Name("", new Span(whole.file(), whole.end(), whole.end()));
    }
    return new Name(node.getText(), span(node));
  }

  List<Name> names(List<WeirParser.NameContext> nodes, ParserRuleContext parent) {
    return nodes.stream().map(node -> name(node, parent)).toList();
  }

  Path path(WeirParser.@Nullable PathContext node, ParserRuleContext parent) {
    if (node == null || node.name().isEmpty()) {
      return new Path(List.of(name(null, parent)));
    }
    return new Path(names(node.name(), parent));
  }

  /// The text of the `///` lines in front of the node.
  String doc(ParserRuleContext node) {
    Token start = node.getStart();
    if (start == null || start.getTokenIndex() < 0) {
      return "";
    }
    List<Token> hidden =
        tokens.getHiddenTokensToLeft(start.getTokenIndex(), WeirLexer.DOCUMENTATION);
    if (hidden == null) {
      return "";
    }
    List<String> lines = new ArrayList<>();
    for (Token token : hidden) {
      String text = token.getText().substring(3);
      lines.add(text.startsWith(" ") ? text.substring(1) : text);
    }
    return lines.stream().map(String::stripTrailing).collect(Collectors.joining("\n"));
  }
}
