// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Block;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.ast.Statement.Let;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Lookup;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Statement;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.List;
import java.util.Optional;

/// Checks `let` and `var`.
final class Bindings {
  private final Body body;

  Bindings(Body body) {
    this.body = body;
  }

  /// Adds the definition; always false: a `let` goes on.
  boolean let(Let let, List<Statement> out) {
    Optional<Type> declared =
        let.type().map(type -> body.session().declarations().type(type, body.module()));
    Meaning meaning = body.expressions().meaning(let.value(), declared.orElse(null));
    switch (meaning) {
      case Meaning.Absent(Lookup lookup) when let.otherwise().isPresent() ->
          absent(let, lookup, declared, let.otherwise().get(), out);
      case Meaning.Fib(FibLookup lookup) when let.otherwise().isPresent() ->
          route(let, lookup, let.otherwise().get(), out);
      default -> {
        let.otherwise().ifPresent(block -> neverAbsent(meaning, let, block));
        present(let, meaning, declared, out);
      }
    }
    return false;
  }

  private void neverAbsent(Meaning meaning, Let let, Block otherwise) {
    boolean failed = meaning instanceof Meaning.Value(Expr expr) && Poison.is(expr);
    if (!failed) {
      body.report(
          TextCode.NEVER_ABSENT
              .at("this is never absent", let.value().span(), "always has a value")
              .with(otherwise.span(), "never runs")
              .help("leave out the `else`"));
    }
  }

  private dev.weir.compiler.text.typed.Block otherwise(Block block) {
    Flow.State before = body.flow().save();
    dev.weir.compiler.text.typed.Block checked = body.statements().block(block, null, false);
    if (!checked.type().equals(Type.NEVER)) {
      body.report(
          TextCode.ELSE_FALLS_THROUGH
              .at("this `else` must leave", block.end(), "goes on here")
              .help("end it with `return`, `break` or `continue`"));
    }
    body.flow().restore(before);
    return checked;
  }

  private void absent(
      Let let, Lookup lookup, Optional<Type> declared, Block block, List<Statement> out) {
    dev.weir.compiler.text.typed.Block otherwise = otherwise(block);
    Type found = target(lookup.type());
    if (declared.isPresent()
        && !declared.get().equals(found)
        && !declared.get().equals(Type.NEVER)) {
      body.report(
          TextCode.TYPE_MISMATCH.at(
              "found `" + found + "`, expected `" + declared.get() + "`",
              let.value().span(),
              "this is `" + found + "`"));
    }
    if (let.mutable() && lookup.type() instanceof Type.View) {
      Variable view = body.hidden(let.name().text(), lookup.type(), let.name().span());
      out.add(new Statement.LetElse(view, lookup, otherwise, let.span()));
      Variable copy = body.declare(let.name(), found, true, "");
      Place target = new Place.Deref(new Expr.Load(new Place.Local(view), let.span()), found);
      Expr value = new Expr.Load(target, let.value().span());
      out.add(new Statement.Let(copy, Optional.of(value), let.span()));
      return;
    }
    Variable variable = bind(let.name(), lookup, let.mutable());
    out.add(new Statement.LetElse(variable, lookup, otherwise, let.span()));
  }

  private static Type target(Type type) {
    return type instanceof Type.View(Type target, _, _) ? target : type;
  }

  /// Introduces a name for what a lookup finds.
  Variable bind(Name name, Lookup lookup, boolean mutable) {
    String whyNot = mutable ? "" : "`" + name + "` is a `let`";
    Optional<Variable> filled = filled(lookup);
    if (filled.isPresent()) {
      Variable variable = filled.get();
      body.scope().bind(name.text(), new Scope.Binding.Local(variable, whyNot, name.span()));
      return variable;
    }
    return body.declare(name, lookup.type(), false, whyNot);
  }

  private static Optional<Variable> filled(Lookup lookup) {
    return switch (lookup) {
      case Lookup.Filled filled -> Optional.of(filled.variable());
      case Lookup.Then then -> filled(then.second());
      case Lookup.Nullable _, Lookup.ParseHeader _ -> Optional.empty();
    };
  }

  private void route(Let let, FibLookup lookup, Block block, List<Statement> out) {
    dev.weir.compiler.text.typed.Block otherwise = otherwise(block);
    Variable route = body.declare(let.name(), lookup.type(), false, "a route is read-only");
    Span span = let.span();
    out.add(lookup.define(route, body));
    Expr failed =
        new Expr.Compare(
            Expr.CompareOp.NOT_EQUAL, lookup.call(route), new Expr.Const(0, Type.I32, span), span);
    dev.weir.compiler.text.typed.Block nothing =
        new dev.weir.compiler.text.typed.Block(List.of(), Optional.empty(), Type.NONE, span);
    out.add(new Statement.Evaluate(new Expr.If(failed, otherwise, nothing, Type.NONE, span), span));
  }

  private void present(Let let, Meaning meaning, Optional<Type> declared, List<Statement> out) {
    Name name = let.name();
    String whyNot = let.mutable() ? "" : "`" + name + "` is a `let`";
    Optional<Expr> alias = let.mutable() ? Optional.empty() : alias(meaning, let.value());
    if (alias.isPresent()
        && declared.map(type -> type.equals(target(alias.get().type()))).orElse(true)) {
      Variable view = body.declare(name, alias.get().type(), false, whyNot);
      out.add(new Statement.Let(view, alias, let.span()));
      return;
    }
    Expr value = body.expressions().value(meaning, let.value().span());
    if (declared.isPresent()) {
      value = body.expressions().conversions().coerce(value, declared.get());
    }
    boolean nothing = value.type().equals(Type.NONE);
    if (nothing) {
      body.report(
          TextCode.MISSING_VALUE.at(
              "this has no value to keep", let.value().span(), "gives nothing"));
    }
    if (nothing || value.type().equals(Type.NEVER)) {
      if (declared.isEmpty() || declared.get().equals(Type.NEVER)) {
        body.scope().bind(name.text(), new Scope.Binding.Failed(name.span()));
      } else {
        body.declare(name, declared.get(), let.mutable(), whyNot);
      }
      return;
    }
    Variable variable = body.declare(name, value.type(), let.mutable(), whyNot);
    out.add(new Statement.Let(variable, Optional.of(value), let.span()));
  }

  /// The view that a `let` of a structure or array behind a view is.
  private static Optional<Expr> alias(Meaning meaning, Expression written) {
    if (!(meaning instanceof Meaning.Stored stored)) {
      return Optional.empty();
    }
    Place place = stored.place();
    Type type = place.type();
    Optional<Type.Origin> origin = origin(place);
    if (origin.isEmpty() || !(type instanceof Type.Struct) && !(type instanceof Type.Array)) {
      return Optional.empty();
    }
    if (place instanceof Place.Deref(Expr view, _)) {
      return Optional.of(view);
    }
    return Optional.of(
        new Expr.AddressOf(
            place, new Type.View(type, origin.get(), stored.writable()), written.span()));
  }

  private static Optional<Type.Origin> origin(Place place) {
    return switch (place) {
      case Place.Deref(Expr view, _) when view.type() instanceof Type.View(_, Type.Origin o, _) ->
          Optional.of(o);
      case Place.Field(Place base, _) -> origin(base);
      case Place.Element element -> origin(element.base());
      case Place.Deref _,
          Place.Local _,
          Place.OfGlobal _,
          Place.Bits _,
          Place.Context _,
          Place.SocketField _,
          Place.Temporary _ ->
          Optional.empty();
    };
  }
}
