// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.Span;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/// Places of tokens and parse tree nodes in the source file: ANTLR counts code points, spans count
/// UTF-16 units.
final class Spans {
  private final SourceFile file;
  private final boolean plain;

  Spans(SourceFile file) {
    this.file = file;
    this.plain = file.text().chars().noneMatch(c -> Character.isSurrogate((char) c));
  }

  /// The file that the places lie in.
  SourceFile file() {
    return file;
  }

  /// The place of a token; a point for inserted tokens and the end of the file.
  Span of(Token token) {
    int start = Math.max(0, unit(token.getStartIndex()));
    int end = Math.max(start, unit(token.getStopIndex() + 1));
    return new Span(file, Math.min(start, length()), Math.min(end, length()));
  }

  /// The place of a node, from its first to its last token.
  Span of(ParserRuleContext node) {
    return between(node.getStart(), node.getStop());
  }

  /// The place from one token to another, or of the first where the second is missing or lies
  /// before it.
  Span between(Token first, @Nullable Token last) {
    Span start = of(first);
    if (last == null || last.getStopIndex() < first.getStartIndex()) {
      return start;
    }
    return start.to(of(last));
  }

  /// The place of the characters `from` to `to` of a token's text.
  Span part(Token token, int from, int to) {
    Span whole = of(token);
    return new Span(file, whole.start() + from, Math.min(whole.start() + to, whole.end()));
  }

  private int unit(int codePoint) {
    if (plain || codePoint <= 0) {
      return codePoint;
    }
    int count = file.text().codePointCount(0, length());
    return codePoint >= count ? length() : file.text().offsetByCodePoints(0, codePoint);
  }

  private int length() {
    return file.text().length();
  }
}
