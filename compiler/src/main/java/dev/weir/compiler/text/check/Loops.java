// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Statement.Bound;
import dev.weir.compiler.text.ast.Statement.For;
import dev.weir.compiler.text.ast.Statement.While;
import dev.weir.compiler.text.typed.Block;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Statement;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Checks loops: each has a bound that is known when compiling.
final class Loops {
  /// `BPF_MAX_LOOPS`, the most rounds the kernel runs.
  private static final long MOST = 1L << 23;

  private final Body body;

  Loops(Body body) {
    this.body = body;
  }

  /// `for`.
  void count(For loop, List<Statement> out) {
    Expressions expressions = body.expressions();
    boolean bareFrom = Expressions.untyped(loop.from());
    Expr to = expressions.value(loop.to(), null);
    Expr from =
        expressions.value(
            loop.from(), bareFrom && to.type() instanceof Type.Int ? to.type() : null);
    Optional<Type> common = Conversions.common(from.type(), to.type());
    if (common.isEmpty() || !(common.get() instanceof Type.Int)) {
      boolean failed = Poison.is(from) || Poison.is(to);
      if (!failed) {
        body.report(
            TextCode.TYPE_MISMATCH.at(
                "a range from `" + from.type() + "` to `" + to.type() + "`",
                loop.from().span().to(loop.to().span()),
                "expected integers of one type"));
      }
      failedLoop(loop);
      return;
    }
    Type type = common.get();
    Expr first = expressions.conversions().coerce(from, type);
    Expr end = expressions.conversions().coerce(to, type);
    if (loop.inclusive()) {
      end = next(end, type);
    }
    Optional<Long> limit = limit(loop, first, end);
    if (limit.isEmpty()) {
      failedLoop(loop);
      return;
    }
    boolean constant = first instanceof Expr.Const && end instanceof Expr.Const;
    Scope before = body.scope();
    body.open();
    Variable variable =
        body.declare(loop.variable(), type, false, "`" + loop.variable() + "` counts the loop");
    Block block = repeated(() -> body.statements().block(loop.body(), null, false));
    body.close(before);
    out.add(new Statement.For(variable, first, end, constant, limit.get(), block, loop.span()));
  }

  private void failedLoop(For loop) {
    Scope before = body.scope();
    body.open();
    body.scope().bind(loop.variable().text(), new Scope.Binding.Failed(loop.variable().span()));
    repeated(() -> body.statements().block(loop.body(), null, false));
    body.close(before);
  }

  private Expr next(Expr end, Type type) {
    Optional<Long> last = Folding.value(end);
    if (last.isPresent() && Folding.wrap(last.get() + 1, type) != last.get() + 1) {
      body.report(
          TextCode.OUT_OF_RANGE
              .at(
                  "the range ends at the largest `" + type + "`",
                  end.span(),
                  "one past it does not fit")
              .help("use a wider type: `" + end.span().text() + " as u32`"));
    }
    Expr one = new Expr.Const(1, type, end.span());
    return Conversions.fold(new Expr.Binary(Expr.BinaryOp.ADD, end, one, type, end.span()));
  }

  private Optional<Long> limit(For loop, Expr from, Expr to) {
    Optional<Long> first = Folding.value(from);
    Optional<Long> end = Folding.value(to);
    Optional<Long> stated = loop.bound().flatMap(this::bound);
    if (first.isPresent() && end.isPresent()) {
      long rounds = Math.max(0, end.get() - first.get());
      if (rounds > MOST) {
        body.report(
            TextCode.UNBOUNDED_LOOP.at(
                "a loop of " + rounds + " rounds",
                loop.from().span().to(loop.to().span()),
                "the kernel runs at most " + MOST));
        return Optional.empty();
      }
      return Optional.of(Math.min(rounds, stated.orElse(rounds)));
    }
    if (stated.isEmpty() && loop.bound().isEmpty()) {
      Span span = loop.from().span().to(loop.to().span());
      body.report(
          TextCode.UNBOUNDED_LOOP
              .at("the compiler cannot see how often this runs", span, "not constant")
              .help("state a bound: `for " + loop.variable() + " in " + span.text() + " max 64`"));
    }
    return stated;
  }

  private Optional<Long> bound(Bound bound) {
    if (bound.word().text().isEmpty() || bound.count() instanceof Expression.Missing) {
      return Optional.empty();
    }
    if (!bound.word().text().equals("max")) {
      body.report(
          TextCode.UNBOUNDED_LOOP
              .at("found `" + bound.word() + "`, expected `max`", bound.word().span(), "")
              .help("write `max COUNT`"));
      return Optional.empty();
    }
    Optional<Long> count =
        body.session()
            .declarations()
            .number(bound.count(), Type.U32, body.module(), "a loop's bound");
    if (count.isPresent() && count.get() > MOST) {
      body.report(
          TextCode.UNBOUNDED_LOOP.at(
              "a bound of " + count.get() + " rounds",
              bound.count().span(),
              "the kernel runs at most " + MOST));
      return Optional.empty();
    }
    return count;
  }

  /// `while` and `loop`.
  void repeat(While loop, List<Statement> out) {
    Optional<Long> limit = bound(loop.bound());
    Flow.State entry = body.flow().save();
    Optional<Expr> condition =
        loop.condition().map(each -> body.expressions().value(each, Type.BOOL));
    Block block = repeated(() -> body.statements().block(loop.body(), null, false));
    if (body.flow().deadSince(entry)) {
      loop.condition().ifPresent(each -> body.expressions().value(each, Type.BOOL));
    }
    limit.ifPresent(most -> out.add(new Statement.While(condition, most, block, loop.span())));
  }

  /// The loop body, checked a second time when a round ends views that the next one may use.
  private Block repeated(Supplier<Block> check) {
    Flow.State entry = body.flow().save();
    body.enterLoop();
    Block block = check.get();
    if (body.flow().deadSince(entry)) {
      body.flow().join(entry);
      block = check.get();
    }
    body.flow().join(entry);
    body.leaveLoop();
    return block;
  }
}
