// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Expression.UnaryOperator;
import dev.weir.compiler.text.ast.Pattern;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns parse trees of patterns into records.
final class PatternBuilder {
  private final Nodes nodes;

  PatternBuilder(Nodes nodes) {
    this.nodes = nodes;
  }

  Pattern pattern(WeirParser.PatternContext node) {
    return switch (node) {
      case WeirParser.BindingPatternContext binding ->
          new Pattern.Binding(
              nodes.path(binding.path(), binding),
              Optional.ofNullable(binding.name()).map(name -> nodes.name(name, binding)),
              nodes.span(binding));
      case WeirParser.NamePatternContext named ->
          new Pattern.Named(nodes.path(named.path(), named), nodes.span(named));
      case WeirParser.ValuePatternContext value when value.range() != null ->
          new Pattern.Range(
              bound(value.patternBound(0), value),
              bound(value.patternBound(1), value),
              value.range().RANGE_INCLUSIVE() != null,
              nodes.span(value));
      case WeirParser.ValuePatternContext value ->
          new Pattern.Value(bound(value.patternBound(0), value), nodes.span(value));
      default -> new Pattern.Wildcard(nodes.span(node));
    };
  }

  private Expression bound(
      WeirParser.@Nullable PatternBoundContext node, WeirParser.PatternContext parent) {
    if (node == null || node.literal() == null) {
      return new Expression.Missing(nodes.span(parent));
    }
    Expression literal = Literals.literal(node.literal(), nodes);
    return node.MINUS() == null
        ? literal
        : new Expression.Unary(UnaryOperator.NEGATE, literal, nodes.span(node));
  }
}
