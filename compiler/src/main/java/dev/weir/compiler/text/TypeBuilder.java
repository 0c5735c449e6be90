// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.compiler.text.ast.Path;
import dev.weir.compiler.text.ast.TypeName;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.jspecify.annotations.Nullable;

/// Turns parse trees of types into records.
final class TypeBuilder {
  private final Nodes nodes;
  private final ExpressionBuilder expressions;

  TypeBuilder(Nodes nodes, ExpressionBuilder expressions) {
    this.nodes = nodes;
    this.expressions = expressions;
  }

  TypeName type(WeirParser.@Nullable TypeContext node, ParserRuleContext parent) {
    return switch (node) {
      case WeirParser.NamedTypeContext named ->
          new TypeName.Named(
              nodes.path(named.path(), named),
              named.type().stream().map(argument -> type(argument, named)).toList(),
              nodes.span(named));
      case WeirParser.ArrayTypeContext array ->
          new TypeName.Array(
              type(array.type(), array),
              expressions.expression(array.expression(), array),
              nodes.span(array));
      case null, default -> missing(parent);
    };
  }

  private TypeName missing(ParserRuleContext parent) {
    Path path = nodes.path(null, parent);
    return new TypeName.Named(path, List.of(), path.span());
  }
}
