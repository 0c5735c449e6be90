// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.compiler.text.ast.Declaration;
import dev.weir.compiler.text.ast.Path;
import dev.weir.compiler.text.ast.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/// Turns the parse tree of a file into the syntax tree.
final class UnitBuilder {
  private final Nodes nodes;
  private final DeclarationBuilder declarations;

  UnitBuilder(Nodes nodes) {
    this.nodes = nodes;
    this.declarations = new DeclarationBuilder(nodes);
  }

  Unit unit(WeirParser.UnitContext node) {
    WeirParser.ModuleClauseContext clause = node.moduleClause();
    Optional<Path> module =
        Optional.ofNullable(clause).map(present -> nodes.path(present.path(), present));
    List<Unit.Use> uses = new ArrayList<>();
    Optional<Unit.License> license = Optional.empty();
    for (WeirParser.HeaderContext header : node.header()) {
      switch (header) {
        case WeirParser.UseHeaderContext use ->
            uses.add(
                new Unit.Use(
                    nodes.path(use.path(), use), nodes.names(use.name(), use), nodes.span(use)));
        case WeirParser.LicenseHeaderContext text -> license = license(text);
        default -> {}
      }
    }
    List<Declaration> all =
        node.declaration().stream().map(declarations::visit).filter(Objects::nonNull).toList();
    String doc = clause == null ? "" : nodes.doc(clause);
    return new Unit(nodes.spans().file(), module, doc, license, uses, all);
  }

  private Optional<Unit.License> license(WeirParser.LicenseHeaderContext node) {
    if (node.STRING() == null) {
      return Optional.empty();
    }
    Token token = node.STRING().getSymbol();
    return Optional.of(new Unit.License(Literals.string(token.getText()), nodes.spans().of(token)));
  }
}
