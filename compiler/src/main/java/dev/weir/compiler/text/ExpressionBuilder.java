// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.ast.BinaryOperator;
import dev.weir.compiler.text.ast.Block;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Expression.UnaryOperator;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.ast.Statement;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/// Turns parse trees of expressions into records; null where a syntax error left nothing.
final class ExpressionBuilder extends WeirParserBaseVisitor<@Nullable Expression> {
  private final Nodes nodes;
  private final StatementBuilder statements;
  private final PatternBuilder patterns;

  ExpressionBuilder(Nodes nodes, StatementBuilder statements) {
    this.nodes = nodes;
    this.statements = statements;
    this.patterns = new PatternBuilder(nodes);
  }

  /// The expression, or a [Expression.Missing] where there is none.
  Expression expression(@Nullable ParserRuleContext node, ParserRuleContext parent) {
    Expression built = node == null ? null : visit(node);
    return built == null ? new Expression.Missing(nodes.span(node == null ? parent : node)) : built;
  }

  Block block(WeirParser.@Nullable BlockContext node, ParserRuleContext parent) {
    return statements.block(node, parent);
  }

  private List<Expression> all(List<WeirParser.ExpressionContext> list, ParserRuleContext parent) {
    return list.stream().map(node -> expression(node, parent)).toList();
  }

  private List<Expression> arguments(
      WeirParser.@Nullable ArgumentListContext list, ParserRuleContext parent) {
    return list == null ? List.of() : all(list.expression(), parent);
  }

  @Override
  public @Nullable Expression visitPrimaryExpression(WeirParser.PrimaryExpressionContext node) {
    return node.primary() == null ? null : visit(node.primary());
  }

  @Override
  public Expression visitMemberExpression(WeirParser.MemberExpressionContext node) {
    return member(node.expression(), node.name(), node);
  }

  private Expression member(
      WeirParser.@Nullable ExpressionContext target,
      WeirParser.@Nullable NameContext name,
      ParserRuleContext node) {
    Expression of = expression(target, node);
    Name written = nodes.name(name, node);
    return new Expression.Member(of, written, of.span().to(written.span()));
  }

  @Override
  public Expression visitTypedCallExpression(WeirParser.TypedCallExpressionContext node) {
    return new Expression.Call(
        member(node.expression(), node.name(), node),
        Optional.of(statements.types().type(node.type(), node)),
        arguments(node.argumentList(), node),
        nodes.span(node));
  }

  @Override
  public Expression visitCallExpression(WeirParser.CallExpressionContext node) {
    return new Expression.Call(
        expression(node.expression(), node),
        Optional.empty(),
        arguments(node.argumentList(), node),
        nodes.span(node));
  }

  @Override
  public Expression visitIndexExpression(WeirParser.IndexExpressionContext node) {
    return new Expression.Index(
        expression(node.expression(0), node),
        expression(node.expression(1), node),
        nodes.span(node));
  }

  @Override
  public Expression visitUnaryExpression(WeirParser.UnaryExpressionContext node) {
    UnaryOperator operator =
        node.MINUS() != null
            ? UnaryOperator.NEGATE
            : node.NOT() != null ? UnaryOperator.NOT : UnaryOperator.COMPLEMENT;
    return new Expression.Unary(operator, expression(node.expression(), node), nodes.span(node));
  }

  @Override
  public Expression visitCastExpression(WeirParser.CastExpressionContext node) {
    return new Expression.Cast(
        expression(node.expression(), node),
        statements.types().type(node.type(), node),
        nodes.span(node));
  }

  @Override
  public Expression visitProductExpression(WeirParser.ProductExpressionContext node) {
    return binary(node, node.expression());
  }

  @Override
  public Expression visitSumExpression(WeirParser.SumExpressionContext node) {
    return binary(node, node.expression());
  }

  @Override
  public Expression visitShiftExpression(WeirParser.ShiftExpressionContext node) {
    return binary(node, node.expression());
  }

  @Override
  public Expression visitBitAndExpression(WeirParser.BitAndExpressionContext node) {
    return binary(node, node.expression());
  }

  @Override
  public Expression visitBitXorExpression(WeirParser.BitXorExpressionContext node) {
    return binary(node, node.expression());
  }

  @Override
  public Expression visitBitOrExpression(WeirParser.BitOrExpressionContext node) {
    return binary(node, node.expression());
  }

  @Override
  public Expression visitCompareExpression(WeirParser.CompareExpressionContext node) {
    return binary(node, node.expression());
  }

  @Override
  public Expression visitAndExpression(WeirParser.AndExpressionContext node) {
    return binary(node, node.expression());
  }

  @Override
  public Expression visitOrExpression(WeirParser.OrExpressionContext node) {
    return binary(node, node.expression());
  }

  private Expression binary(ParserRuleContext node, List<WeirParser.ExpressionContext> operands) {
    Expression left = expression(operands.getFirst(), node);
    Expression right = expression(operands.size() < 2 ? null : operands.get(1), node);
    StringBuilder text = new StringBuilder();
    Span at = left.span();
    for (ParseTree child : node.children) {
      if (child instanceof TerminalNode terminal) {
        Token token = terminal.getSymbol();
        at = text.isEmpty() ? nodes.spans().of(token) : at.to(nodes.spans().of(token));
        text.append(token.getText());
      }
    }
    for (BinaryOperator operator : BinaryOperator.values()) {
      if (operator.text().contentEquals(text)) {
        return new Expression.Binary(operator, left, right, at, nodes.span(node));
      }
    }
    return new Expression.Missing(nodes.span(node));
  }

  @Override
  public @Nullable Expression visitLiteralPrimary(WeirParser.LiteralPrimaryContext node) {
    return node.literal() == null ? null : Literals.literal(node.literal(), nodes);
  }

  @Override
  public Expression visitDenyPrimary(WeirParser.DenyPrimaryContext node) {
    return new Expression.Deny(
        Optional.ofNullable(node.name()).map(name -> nodes.name(name, node)), nodes.span(node));
  }

  @Override
  public Expression visitNamePrimary(WeirParser.NamePrimaryContext node) {
    return new Expression.Reference(nodes.name(node.name(), node));
  }

  @Override
  public Expression visitGroupPrimary(WeirParser.GroupPrimaryContext node) {
    return expression(node.expression(), node);
  }

  @Override
  public Expression visitStructPrimary(WeirParser.StructPrimaryContext node) {
    return new Expression.StructLiteral(
        Optional.of(nodes.name(node.name(), node)),
        initializers(node.initializerList()),
        nodes.span(node));
  }

  @Override
  public Expression visitAnonymousPrimary(WeirParser.AnonymousPrimaryContext node) {
    return new Expression.StructLiteral(
        Optional.empty(), initializers(node.initializerList()), nodes.span(node));
  }

  private List<Expression.Initializer> initializers(
      WeirParser.@Nullable InitializerListContext list) {
    if (list == null) {
      return List.of();
    }
    return list.initializer().stream()
        .map(node ->
            new Expression.Initializer(
                Optional.ofNullable(node.name()).map(name -> nodes.name(name, node)),
                expression(node.expression(), node),
                nodes.span(node)))
        .toList();
  }

  @Override
  public Expression visitArrayPrimary(WeirParser.ArrayPrimaryContext node) {
    return new Expression.ArrayLiteral(all(node.expression(), node), nodes.span(node));
  }

  @Override
  public Expression visitRepeatPrimary(WeirParser.RepeatPrimaryContext node) {
    return new Expression.RepeatLiteral(
        expression(node.expression(0), node),
        expression(node.expression(1), node),
        nodes.span(node));
  }

  @Override
  public @Nullable Expression visitConditionalPrimary(WeirParser.ConditionalPrimaryContext node) {
    return node.conditional() == null ? null : visit(node.conditional());
  }

  @Override
  public Expression visitConditional(WeirParser.ConditionalContext node) {
    WeirParser.ConditionContext condition = node.condition();
    Optional<Name> binding = Optional.empty();
    WeirParser.ExpressionContext tested = null;
    switch (condition) {
      case WeirParser.PresentConditionContext present -> {
        binding = Optional.of(nodes.name(present.name(), present));
        tested = present.expression();
      }
      case WeirParser.PlainConditionContext plain -> tested = plain.expression();
      case null, default -> {}
    }
    Optional<Block> otherwise = Optional.empty();
    if (node.conditional() != null) {
      Expression nested = expression(node.conditional(), node);
      otherwise = Optional.of(statements.single(new Statement.Evaluate(nested)));
    } else if (node.block().size() > 1) {
      otherwise = Optional.of(block(node.block(1), node));
    }
    return new Expression.If(
        binding, expression(tested, node), block(node.block(0), node), otherwise, nodes.span(node));
  }

  @Override
  public Expression visitMatchPrimary(WeirParser.MatchPrimaryContext node) {
    return new Expression.Match(
        expression(node.expression(), node),
        node.matchArm().stream().map(this::arm).toList(),
        nodes.span(node));
  }

  private Expression.Arm arm(WeirParser.MatchArmContext node) {
    Block body;
    if (node.jump() != null) {
      body = statements.single(statements.jump(node.jump()));
    } else if (node.expression() != null) {
      body = statements.single(new Statement.Evaluate(expression(node.expression(), node)));
    } else {
      body = block(node.block(), node);
    }
    return new Expression.Arm(
        node.pattern().stream().map(patterns::pattern).toList(), body, nodes.span(node));
  }

  @Override
  public Expression visitWhenPrimary(WeirParser.WhenPrimaryContext node) {
    ParserRuleContext version = node.version() == null ? node : node.version();
    return new Expression.When(
        nodes.name(node.name(), node),
        version.getText(),
        nodes.span(version),
        block(node.block(0), node),
        Optional.ofNullable(node.block(1)).map(otherwise -> block(otherwise, node)),
        nodes.span(node));
  }
}
