// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.ast.BinaryOperator;
import dev.weir.compiler.text.ast.Block;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.ast.Statement;
import dev.weir.compiler.text.ast.TypeName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/// Turns parse trees of statements and blocks into records; null where a syntax error left nothing.
final class StatementBuilder extends WeirParserBaseVisitor<@Nullable Statement> {
  private final Nodes nodes;
  private final ExpressionBuilder expressions;
  private final TypeBuilder types;

  StatementBuilder(Nodes nodes) {
    this.nodes = nodes;
    this.expressions = new ExpressionBuilder(nodes, this);
    this.types = new TypeBuilder(nodes, expressions);
  }

  ExpressionBuilder expressions() {
    return expressions;
  }

  TypeBuilder types() {
    return types;
  }

  Block block(WeirParser.@Nullable BlockContext node, ParserRuleContext parent) {
    if (node == null) {
      Span whole = nodes.span(parent);
      return new Block(List.of(), new Span(whole.file(), whole.end(), whole.end()));
    }
    List<Statement> statements =
        node.statement().stream().map(this::visit).filter(Objects::nonNull).toList();
    return new Block(statements, nodes.span(node));
  }

  /// A jump or expression in place of a block.
  Block single(Statement statement) {
    return new Block(List.of(statement), statement.span());
  }

  @Override
  public Statement visitLetStatement(WeirParser.LetStatementContext node) {
    return let(false, node.name(), node.type(), node.expression(), node.elseBranch(), node);
  }

  @Override
  public Statement visitVariableStatement(WeirParser.VariableStatementContext node) {
    return let(true, node.name(), node.type(), node.expression(), node.elseBranch(), node);
  }

  private Statement let(
      boolean mutable,
      WeirParser.@Nullable NameContext name,
      WeirParser.@Nullable TypeContext type,
      WeirParser.@Nullable ExpressionContext value,
      WeirParser.@Nullable ElseBranchContext otherwise,
      ParserRuleContext node) {
    Optional<TypeName> declared =
        Optional.ofNullable(type).map(present -> types.type(present, node));
    return new Statement.Let(
        mutable,
        nodes.name(name, node),
        declared,
        expressions.expression(value, node),
        Optional.ofNullable(otherwise).map(this::elseBranch),
        nodes.span(node));
  }

  private Block elseBranch(WeirParser.ElseBranchContext node) {
    if (node.jump() != null) {
      return single(jump(node.jump()));
    }
    return block(node.block(), node);
  }

  Statement jump(WeirParser.JumpContext node) {
    Span span = nodes.span(node);
    return switch (node) {
      case WeirParser.BreakJumpContext _ -> new Statement.Break(span);
      case WeirParser.ContinueJumpContext _ -> new Statement.Continue(span);
      case WeirParser.ReturnJumpContext jump ->
          new Statement.Return(
              Optional.ofNullable(jump.expression())
                  .map(value -> expressions.expression(value, jump)),
              span);
      default -> new Statement.Return(Optional.empty(), span);
    };
  }

  @Override
  public Statement visitJumpStatement(WeirParser.JumpStatementContext node) {
    return node.jump() == null ? new Statement.Break(nodes.span(node)) : jump(node.jump());
  }

  @Override
  public Statement visitAtomicStatement(WeirParser.AtomicStatementContext node) {
    return assign(node.expression(), node.assignment(), true, node);
  }

  @Override
  public Statement visitLockedStatement(WeirParser.LockedStatementContext node) {
    return new Statement.Locked(
        expressions.expression(node.expression(), node),
        block(node.block(), node),
        nodes.span(node));
  }

  private Statement assign(
      List<WeirParser.ExpressionContext> sides,
      WeirParser.@Nullable AssignmentContext assignment,
      boolean atomic,
      ParserRuleContext node) {
    Expression target = expressions.expression(sides.isEmpty() ? null : sides.getFirst(), node);
    Expression value = expressions.expression(sides.size() < 2 ? null : sides.get(1), node);
    Optional<BinaryOperator> operator =
        Optional.ofNullable(assignment).flatMap(present -> operator(present.getStart()));
    return new Statement.Assign(target, operator, value, atomic, nodes.span(node));
  }

  private static Optional<BinaryOperator> operator(Token token) {
    return switch (token.getType()) {
      case WeirLexer.PLUS_ASSIGN -> Optional.of(BinaryOperator.ADD);
      case WeirLexer.MINUS_ASSIGN -> Optional.of(BinaryOperator.SUBTRACT);
      case WeirLexer.STAR_ASSIGN -> Optional.of(BinaryOperator.MULTIPLY);
      case WeirLexer.SLASH_ASSIGN -> Optional.of(BinaryOperator.DIVIDE);
      case WeirLexer.PERCENT_ASSIGN -> Optional.of(BinaryOperator.MODULO);
      case WeirLexer.AND_ASSIGN -> Optional.of(BinaryOperator.BIT_AND);
      case WeirLexer.OR_ASSIGN -> Optional.of(BinaryOperator.BIT_OR);
      case WeirLexer.XOR_ASSIGN -> Optional.of(BinaryOperator.BIT_XOR);
      case WeirLexer.SHIFT_LEFT_ASSIGN -> Optional.of(BinaryOperator.SHIFT_LEFT);
      case WeirLexer.SHIFT_RIGHT_ASSIGN -> Optional.of(BinaryOperator.SHIFT_RIGHT);
      default -> Optional.empty();
    };
  }

  @Override
  public Statement visitForStatement(WeirParser.ForStatementContext node) {
    List<WeirParser.ExpressionContext> ends = node.expression();
    return new Statement.For(
        nodes.name(node.name(), node),
        expressions.expression(ends.isEmpty() ? null : ends.getFirst(), node),
        expressions.expression(ends.size() < 2 ? null : ends.get(1), node),
        node.range() != null && node.range().RANGE_INCLUSIVE() != null,
        Optional.ofNullable(node.bound()).map(bound -> bound(bound, node)),
        block(node.block(), node),
        nodes.span(node));
  }

  @Override
  public Statement visitWhileStatement(WeirParser.WhileStatementContext node) {
    return new Statement.While(
        Optional.of(expressions.expression(node.expression(), node)),
        bound(node.bound(), node),
        block(node.block(), node),
        nodes.span(node));
  }

  @Override
  public Statement visitLoopStatement(WeirParser.LoopStatementContext node) {
    return new Statement.While(
        Optional.empty(), bound(node.bound(), node), block(node.block(), node), nodes.span(node));
  }

  private Statement.Bound bound(WeirParser.@Nullable BoundContext node, ParserRuleContext parent) {
    if (node == null) {
      Name missing = nodes.name(null, parent);
      return new Statement.Bound(missing, new Expression.Missing(missing.span()));
    }
    return new Statement.Bound(
        nodes.name(node.name(), node), expressions.expression(node.expression(), node));
  }

  @Override
  public Statement visitTraceStatement(WeirParser.TraceStatementContext node) {
    Token format = node.STRING() == null ? node.getStart() : node.STRING().getSymbol();
    return new Statement.Trace(
        Literals.string(format.getText()),
        nodes.spans().of(format),
        node.expression().stream().map(value -> expressions.expression(value, node)).toList(),
        nodes.span(node));
  }

  @Override
  public Statement visitExpressionStatement(WeirParser.ExpressionStatementContext node) {
    if (node.assignment() != null) {
      return assign(node.expression(), node.assignment(), false, node);
    }
    return new Statement.Evaluate(expressions.expression(node.expression(0), node));
  }
}
