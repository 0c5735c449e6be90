// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.compiler.text.ast.Declaration;
import dev.weir.compiler.text.ast.Declaration.Linkage;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.ast.TypeName;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RuleContext;
import org.jspecify.annotations.Nullable;

/// Turns parse trees of declarations into records; null where a syntax error left nothing.
final class DeclarationBuilder extends WeirParserBaseVisitor<@Nullable Declaration> {
  private final Nodes nodes;
  private final TypeBuilder types;
  private final ExpressionBuilder expressions;

  DeclarationBuilder(Nodes nodes) {
    this.nodes = nodes;
    StatementBuilder statements = new StatementBuilder(nodes);
    this.expressions = statements.expressions();
    this.types = statements.types();
  }

  @Override
  public Declaration visitStructDeclaration(WeirParser.StructDeclarationContext node) {
    List<WeirParser.FieldContext> fields =
        node.fieldList() == null ? List.of() : node.fieldList().field();
    return new Declaration.Struct(
        node.PACKED() != null,
        nodes.name(node.name(), node),
        fields.stream().map(this::field).toList(),
        nodes.doc(node),
        nodes.span(node));
  }

  private Declaration.Field field(WeirParser.FieldContext node) {
    return new Declaration.Field(
        nodes.name(node.name(), node),
        types.type(node.type(), node),
        nodes.doc(node),
        nodes.span(node));
  }

  @Override
  public Declaration visitEnumDeclaration(WeirParser.EnumDeclarationContext node) {
    List<WeirParser.EnumeratorContext> enumerators =
        node.enumeratorList() == null ? List.of() : node.enumeratorList().enumerator();
    return new Declaration.Enumeration(
        nodes.name(node.name(), node),
        Optional.ofNullable(node.type()).map(type -> types.type(type, node)),
        enumerators.stream().map(this::enumerator).toList(),
        nodes.doc(node),
        nodes.span(node));
  }

  private Declaration.Enumerator enumerator(WeirParser.EnumeratorContext node) {
    return new Declaration.Enumerator(
        nodes.name(node.name(), node),
        optional(node.expression()),
        nodes.doc(node),
        nodes.span(node));
  }

  @Override
  public Declaration visitAliasDeclaration(WeirParser.AliasDeclarationContext node) {
    return new Declaration.Alias(
        nodes.name(node.name(), node),
        types.type(node.type(), node),
        nodes.doc(node),
        nodes.span(node));
  }

  @Override
  public Declaration visitMapDeclaration(WeirParser.MapDeclarationContext node) {
    List<Name> names = nodes.names(node.name(), node);
    Name missing = nodes.name(null, node);
    return new Declaration.Map(
        names.isEmpty() ? missing : names.getFirst(),
        names.size() < 2 ? missing : names.get(1),
        types(node.type(), node),
        optional(node.expression()),
        names.subList(Math.min(2, names.size()), names.size()),
        programs(node.programTable()),
        nodes.doc(node),
        nodes.span(node));
  }

  private List<Declaration.ProgramEntry> programs(WeirParser.@Nullable ProgramTableContext table) {
    if (table == null) {
      return List.of();
    }
    return table.programEntry().stream()
        .map(entry ->
            new Declaration.ProgramEntry(
                optional(entry.expression()), nodes.name(entry.name(), entry), nodes.span(entry)))
        .toList();
  }

  @Override
  public Declaration visitCounterDeclaration(WeirParser.CounterDeclarationContext node) {
    return new Declaration.Counter(
        nodes.names(node.name(), node), nodes.doc(node), nodes.span(node));
  }

  @Override
  public Declaration visitConstDeclaration(WeirParser.ConstDeclarationContext node) {
    return new Declaration.Constant(
        node.CONST() != null,
        nodes.name(node.name(), node),
        types.type(node.type(), node),
        expressions.expression(node.expression(), node),
        nodes.doc(node),
        nodes.span(node));
  }

  @Override
  public Declaration visitVariableDeclaration(WeirParser.VariableDeclarationContext node) {
    return new Declaration.Variable(
        nodes.name(node.name(), node),
        types.type(node.type(), node),
        optional(node.expression()),
        nodes.doc(node),
        nodes.span(node));
  }

  @Override
  public Declaration visitFunctionDeclaration(WeirParser.FunctionDeclarationContext node) {
    Linkage linkage =
        node.NOINLINE() != null
            ? Linkage.NOINLINE
            : node.GLOBAL() != null ? Linkage.GLOBAL : Linkage.INLINE;
    List<WeirParser.ParameterContext> parameters =
        node.parameterList() == null ? List.of() : node.parameterList().parameter();
    return new Declaration.Function(
        linkage,
        Optional.ofNullable(node.receiver()).map(receiver -> nodes.name(receiver.name(), receiver)),
        nodes.name(node.name(), node),
        parameters.stream().map(this::parameter).toList(),
        Optional.ofNullable(node.type()).map(type -> types.type(type, node)),
        expressions.block(node.block(), node),
        nodes.doc(node),
        nodes.span(node));
  }

  private Declaration.Parameter parameter(WeirParser.ParameterContext node) {
    return new Declaration.Parameter(
        node.VAR() != null,
        nodes.name(node.name(), node),
        types.type(node.type(), node),
        nodes.span(node));
  }

  @Override
  public Declaration visitHookDeclaration(WeirParser.HookDeclarationContext node) {
    List<List<Name>> hooks =
        node.hook().stream().map(hook -> nodes.names(hook.name(), hook)).toList();
    return new Declaration.Hook(
        hooks,
        nodes.name(node.name(), node),
        expressions.block(node.block(), node),
        nodes.doc(node),
        nodes.span(node));
  }

  private Optional<Expression> optional(WeirParser.@Nullable ExpressionContext node) {
    return Optional.ofNullable(node)
        .map(present -> expressions.expression(present, parent(present)));
  }

  private static ParserRuleContext parent(ParserRuleContext node) {
    RuleContext parent = node.getParent();
    return parent instanceof ParserRuleContext rule ? rule : node;
  }

  private List<TypeName> types(List<WeirParser.TypeContext> all, ParserRuleContext parent) {
    return all.stream().map(type -> types.type(type, parent)).toList();
  }
}
