// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.typed.Block;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Statement;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks blocks and statements.
final class Statements {
  private final Body body;
  private final Bindings bindings;
  private final Assignments assignments;
  private final Loops loops;
  private final Traces traces;

  Statements(Body body) {
    this.body = body;
    this.bindings = new Bindings(body);
    this.assignments = new Assignments(body);
    this.loops = new Loops(body);
    this.traces = new Traces(body);
  }

  /// The body of a function or program, whose end gives the result.
  Block body(dev.weir.compiler.text.ast.Block block, Type result) {
    boolean value = !result.equals(Type.NONE);
    Block checked = block(block, value ? result : null, value);
    if (!value) {
      return checked;
    }
    if (checked.type().equals(Type.NONE) && !result.equals(Type.NEVER)) {
      body.report(noValue(block, result));
      return checked;
    }
    return body.expressions().conversions().coerce(checked, result);
  }

  /// The problem with a block that ends without the value that is needed.
  static Problem noValue(dev.weir.compiler.text.ast.Block block, Type type) {
    Problem problem =
        TextCode.MISSING_VALUE.at(
            "this ends without a value, expected `" + type + "`", block.end(), "ends here");
    boolean conditional =
        !block.statements().isEmpty()
            && block.statements().getLast()
                instanceof
                dev.weir.compiler.text.ast.Statement.Evaluate(
                    Expression.If(_, _, _, Optional<dev.weir.compiler.text.ast.Block> other, _))
            && other.isEmpty();
    return problem.help(
        conditional
            ? "the `if` has no `else`: say what happens otherwise"
            : "the last expression of a block is its value");
  }

  /// A block in a scope of its own.
  ///
  /// @param expected a hint for the type of the value
  /// @param value whether the value of the last expression is wanted
  Block block(dev.weir.compiler.text.ast.Block block, @Nullable Type expected, boolean value) {
    Scope before = body.scope();
    body.open();
    Block checked = contents(block, expected, value);
    body.close(before);
    return checked;
  }

  /// A block in the current scope.
  Block contents(dev.weir.compiler.text.ast.Block block, @Nullable Type expected, boolean value) {
    List<Statement> out = new ArrayList<>();
    List<dev.weir.compiler.text.ast.Statement> all = block.statements();
    boolean ends = false;
    for (int i = 0; i < all.size(); i++) {
      dev.weir.compiler.text.ast.Statement each = all.get(i);
      if (ends) {
        body.report(
            TextCode.UNREACHABLE_CODE.warning(
                "this is never reached", each.span(), "after the end of control flow"));
        break;
      }
      boolean last = i == all.size() - 1;
      if (last
          && value
          && each instanceof dev.weir.compiler.text.ast.Statement.Evaluate(Expression e)) {
        return end(out, result(e, expected), block.span());
      }
      ends = statement(each, out);
    }
    return new Block(out, Optional.empty(), ends ? Type.NEVER : Type.NONE, block.span());
  }

  /// The value as it is: those who want it bring it to their type.
  private Expr result(Expression expression, @Nullable Type expected) {
    Meaning meaning = body.expressions().meaning(expression, expected);
    return body.expressions().value(meaning, expression.span());
  }

  private static Block end(List<Statement> statements, Expr value, Span span) {
    boolean none = value.type().equals(Type.NONE);
    boolean never = value.type().equals(Type.NEVER);
    if (none || never && !Poison.is(value)) {
      statements.add(new Statement.Evaluate(value, value.span()));
      return new Block(statements, Optional.empty(), value.type(), span);
    }
    return new Block(statements, Optional.of(value), value.type(), span);
  }

  /// Adds the statement; true when it never ends normally.
  private boolean statement(dev.weir.compiler.text.ast.Statement statement, List<Statement> out) {
    return switch (statement) {
      case dev.weir.compiler.text.ast.Statement.Let let -> bindings.let(let, out);
      case dev.weir.compiler.text.ast.Statement.Assign assign -> {
        assignments.assign(assign, out);
        yield false;
      }
      case dev.weir.compiler.text.ast.Statement.Return(Optional<Expression> value, Span span) -> {
        out.add(new Statement.Return(returned(value, span), span));
        yield true;
      }
      case dev.weir.compiler.text.ast.Statement.Break(Span span) -> {
        insideLoop("break", span);
        out.add(new Statement.Break(span));
        yield true;
      }
      case dev.weir.compiler.text.ast.Statement.Continue(Span span) -> {
        insideLoop("continue", span);
        out.add(new Statement.Continue(span));
        yield true;
      }
      case dev.weir.compiler.text.ast.Statement.For loop -> {
        loops.count(loop, out);
        yield false;
      }
      case dev.weir.compiler.text.ast.Statement.While loop -> {
        loops.repeat(loop, out);
        yield false;
      }
      case dev.weir.compiler.text.ast.Statement.Trace trace -> {
        traces.trace(trace).ifPresent(out::add);
        yield false;
      }
      case dev.weir.compiler.text.ast.Statement.Locked locked -> locked(locked, out);
      case dev.weir.compiler.text.ast.Statement.Evaluate(Expression expression) ->
          evaluate(expression, out);
    };
  }

  private boolean locked(dev.weir.compiler.text.ast.Statement.Locked locked, List<Statement> out) {
    Meaning lock = body.expressions().meaning(locked.lock(), null);
    Block checked = block(locked.body(), null, false);
    if (lock instanceof Meaning.Stored stored && isLock(stored.place())) {
      out.add(new Statement.Locked(stored.place(), checked, locked.span()));
    } else if (!(lock instanceof Meaning.Value(Expr value) && Poison.is(value))) {
      body.report(
          TextCode.TYPE_MISMATCH
              .at("this is no lock that can be held", locked.lock().span(), "")
              .help("use a field of type `spin_lock` of a value that a map lookup gives"));
    }
    return checked.type().equals(Type.NEVER);
  }

  private static boolean isLock(Place place) {
    return place.type().equals(Type.SPIN_LOCK) && isMapValue(place);
  }

  private static boolean isMapValue(Place place) {
    return switch (place) {
      case Place.Deref(Expr view, _) ->
          view.type() instanceof Type.View(_, Type.Origin origin, _)
              && origin == Type.Origin.MAP_VALUE;
      case Place.Field(Place base, _) -> isMapValue(base);
      case Place.Element element -> isMapValue(element.base());
      case Place.Local _,
          Place.OfGlobal _,
          Place.Bits _,
          Place.Context _,
          Place.SocketField _,
          Place.Temporary _ ->
          false;
    };
  }

  private Optional<Expr> returned(Optional<Expression> value, Span span) {
    Type result = body.result();
    if (value.isEmpty()) {
      if (!result.equals(Type.NONE) && !result.equals(Type.NEVER)) {
        body.report(
            TextCode.MISSING_VALUE.at(
                "`return` without a value, expected `" + result + "`", span, "no value"));
      }
      return Optional.empty();
    }
    if (result.equals(Type.NONE)) {
      Expr found = body.expressions().value(value.get(), null);
      if (found.type().equals(Type.NONE)) {
        return Optional.of(found);
      }
      body.report(
          TextCode.TYPE_MISMATCH
              .at("this function returns nothing", value.get().span(), "a value")
              .help("declare what it returns: `fn name(...) -> TYPE`"));
      return Optional.empty();
    }
    return Optional.of(body.expressions().value(value.get(), result));
  }

  private void insideLoop(String word, Span span) {
    if (!body.inLoop()) {
      body.report(
          TextCode.OUTSIDE_LOOP.at("`" + word + "` outside a loop", span, "no loop around it"));
    }
  }

  private boolean evaluate(Expression expression, List<Statement> out) {
    Expr value =
        switch (expression) {
          case Expression.If conditional ->
              body.expressions().choices().conditional(conditional, null, false);
          case Expression.Match match -> body.expressions().choices().match(match, null, false);
          case Expression.When when -> body.expressions().choices().when(when, null, false);
          default -> effect(expression);
        };
    if (Poison.is(value)) {
      return false;
    }
    out.add(new Statement.Evaluate(value, expression.span()));
    return value.type().equals(Type.NEVER);
  }

  /// An expression for its effect; one without an effect is a mistake.
  private Expr effect(Expression expression) {
    Meaning meaning = body.expressions().meaning(expression, null);
    if (meaning instanceof Meaning.Absent && expression instanceof Expression.Call call) {
      body.report(
          TextCode.UNUSED_VALUE.at(
              "what this finds is not used", call.span(), "found and dropped"));
      return Poison.at(expression.span());
    }
    Expr value = body.expressions().value(meaning, expression.span());
    boolean verdict = value.type().equals(Type.VERDICT);
    boolean effect =
        switch (value) {
          case Expr.Call _,
              Expr.CallHelper _,
              Expr.Emit _,
              Expr.Atomic _,
              Expr.IfPresent _,
              Expr.If _,
              Expr.Switch _ ->
              true;
          case Expr.Do _ -> !verdict;
          default -> false;
        };
    if (!effect && !Poison.is(value)) {
      Problem problem =
          TextCode.UNUSED_VALUE.at("this value is not used", expression.span(), "has no effect");
      body.report(
          verdict
              ? problem.help("answer with it: `return " + expression.span().text() + "`")
              : problem);
      return Poison.at(expression.span());
    }
    return value;
  }
}
