// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.BinaryOperator;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Statement.Assign;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Statement;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.List;
import java.util.Optional;

/// Checks assignments.
final class Assignments {
  private final Body body;

  Assignments(Body body) {
    this.body = body;
  }

  void assign(Assign assign, List<Statement> out) {
    Meaning meaning = body.expressions().meaning(assign.target(), null);
    switch (meaning) {
      case Meaning.Counter counter -> count(assign, counter, out);
      case Meaning.Stored stored when stored.writable() -> store(assign, stored, out);
      case Meaning.Stored stored -> {
        notAssignable(assign, stored.whyNot());
        body.expressions().value(assign.value(), stored.place().type());
      }
      case Meaning.Absent absent -> {
        body.expressions().notHandled(absent, assign.target().span());
        body.expressions().meaning(assign.value(), null);
      }
      case Meaning.Value(Expr expr) when Poison.is(expr) ->
          body.expressions().meaning(assign.value(), null);
      case Meaning.Value _,
          Meaning.Named _,
          Meaning.OfMap _,
          Meaning.OfContext _,
          Meaning.OfFunction _,
          Meaning.Fib _ ->
          notAssignable(assign, "it is a value");
    }
  }

  private void notAssignable(Assign assign, String whyNot) {
    Span span = assign.target().span();
    var problem =
        TextCode.NOT_ASSIGNABLE.at("`" + span.text() + "` cannot be assigned", span, whyNot);
    body.report(whyNot.endsWith("is a `let`") ? problem.help("declare it with `var`") : problem);
  }

  private void store(Assign assign, Meaning.Stored stored, List<Statement> out) {
    if (assign.atomic()) {
      atomic(assign, stored, out);
      return;
    }
    Span span = assign.span();
    if (assign.operator().isEmpty()) {
      Expr value = body.expressions().value(assign.value(), stored.place().type());
      out.add(new Statement.Assign(stored.place(), value, span));
      return;
    }
    Place place = stable(stored.place(), out);
    Expr old = new Expr.Load(place, assign.target().span());
    Expr value = combined(assign, assign.operator().get(), old);
    out.add(new Statement.Assign(place, value, span));
  }

  private Expr combined(Assign assign, BinaryOperator operator, Expr old) {
    boolean bare = Expressions.untyped(assign.value());
    Expr operand =
        body.expressions().value(assign.value(), bare && !operator.shift() ? old.type() : null);
    Expr result =
        new Operators(body, body.expressions())
            .apply(operator, old, operand, assign.target().span(), assign.span());
    return body.expressions().conversions().coerce(result, old.type());
  }

  /// The place with computed indexes evaluated once.
  private Place stable(Place place, List<Statement> out) {
    return switch (place) {
      case Place.Field(Place base, Type.Field field) -> new Place.Field(stable(base, out), field);
      case Place.Bits bits ->
          new Place.Bits(stable(bits.base(), out), bits.shift(), bits.width(), bits.type());
      case Place.Element element -> {
        Expr index = element.index();
        if (!(index instanceof Expr.Const)) {
          Variable once = body.hidden("index", index.type(), index.span());
          out.add(new Statement.Let(once, Optional.of(index), index.span()));
          index = new Expr.Load(new Place.Local(once), index.span());
        }
        yield new Place.Element(
            stable(element.base(), out), index, element.count(), element.inRange(), element.type());
      }
      case Place.Local _,
          Place.OfGlobal _,
          Place.Deref _,
          Place.Context _,
          Place.SocketField _,
          Place.Temporary _ ->
          place;
    };
  }

  private void atomic(Assign assign, Meaning.Stored stored, List<Statement> out) {
    Span span = assign.span();
    Expr value = body.expressions().value(assign.value(), stored.place().type());
    if (!new Builtins(body, body.expressions(), body.expressions().calls().helpers())
        .atomic(stored, assign.target().span())) {
      return;
    }
    Expr.AtomicOp op =
        switch (assign.operator().orElse(BinaryOperator.MULTIPLY)) {
          case ADD, SUBTRACT -> Expr.AtomicOp.ADD;
          case BIT_AND -> Expr.AtomicOp.AND;
          case BIT_OR -> Expr.AtomicOp.OR;
          case BIT_XOR -> Expr.AtomicOp.XOR;
          default -> {
            body.report(
                TextCode.BAD_ATOMIC
                    .at("there is no such atomic update", span, "expected +=, -=, &=, |= or ^=")
                    .help("to replace the value use `field.exchange(value)`"));
            yield Expr.AtomicOp.EXCHANGE;
          }
        };
    boolean subtract = assign.operator().filter(BinaryOperator.SUBTRACT::equals).isPresent();
    Expr operand =
        subtract
            ? Conversions.fold(new Expr.Unary(Expr.UnaryOp.NEGATE, value, assign.value().span()))
            : value;
    out.add(
        new Statement.Evaluate(
            new Expr.Atomic(op, stored.place(), operand, Optional.empty(), Type.NONE, span), span));
  }

  private void count(Assign assign, Meaning.Counter counter, List<Statement> out) {
    Expression value = assign.value();
    Expr amount = body.expressions().value(value, Type.U64);
    boolean adds = assign.operator().filter(BinaryOperator.ADD::equals).isPresent();
    if (!adds || assign.atomic()) {
      body.report(
          TextCode.NOT_ASSIGNABLE
              .at(
                  "a counter can only be added to",
                  assign.span(),
                  "`" + counter.declared().name() + "` is a counter")
              .help("write `" + counter.declared().name() + " += ...`"));
      return;
    }
    if (!Poison.is(amount)) {
      body.session()
          .counters()
          .add(body, counter.declared(), amount, assign.span())
          .ifPresent(out::add);
    }
  }
}
