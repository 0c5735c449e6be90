// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.typed.Block;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Lookup;
import dev.weir.compiler.text.typed.Statement;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Checks `if`, `match` and `when`.
final class Choices {
  private final Body body;
  private final Expressions expressions;
  private final Matches matches;

  Choices(Body body, Expressions expressions) {
    this.body = body;
    this.expressions = expressions;
    this.matches = new Matches(body, this);
  }

  /// `if`.
  ///
  /// @param expected a hint for the type of the value
  /// @param value whether a value is wanted
  Expr conditional(Expression.If written, @Nullable Type expected, boolean value) {
    if (written.binding().isPresent()) {
      return present(written, written.binding().get(), expected, value);
    }
    Span span = written.span();
    Expr condition = expressions.value(written.condition(), Type.BOOL);
    return joined(
        List.of(() -> block(written.then(), expected, value), otherwise(written, expected, value)),
        value && written.otherwise().isPresent(),
        span,
        (blocks, type) -> new Expr.If(condition, blocks.getFirst(), blocks.get(1), type, span));
  }

  private Supplier<Block> otherwise(
      Expression.If written, @Nullable Type expected, boolean wanted) {
    return () ->
        written
            .otherwise()
            .map(other -> block(other, expected, wanted))
            .orElseGet(() -> nothing(written.span()));
  }

  /// A block without statements.
  static Block nothing(Span span) {
    return new Block(List.of(), Optional.empty(), Type.NONE, span);
  }

  private Block block(
      dev.weir.compiler.text.ast.Block written, @Nullable Type expected, boolean wanted) {
    Block checked = body.statements().block(written, expected, wanted);
    if (wanted && checked.type().equals(Type.NONE) && expected != null) {
      body.report(Statements.noValue(written, expected));
      return new Block(checked.statements(), Optional.empty(), Type.NEVER, checked.span());
    }
    return checked;
  }

  private Expr present(Expression.If written, Name name, @Nullable Type expected, boolean wanted) {
    Meaning meaning = expressions.meaning(written.condition(), null);
    Span span = written.span();
    Supplier<Block> otherwise = otherwise(written, expected, wanted);
    switch (meaning) {
      case Meaning.Absent(Lookup lookup) -> {
        List<Variable> bound = new ArrayList<>();
        Supplier<Block> then =
            () ->
                scoped(() -> {
                  bound.add(new Bindings(body).bind(name, lookup, false));
                  return block(written.then(), expected, wanted);
                });
        return joined(
            List.of(then, otherwise),
            wanted && written.otherwise().isPresent(),
            span,
            (blocks, type) ->
                new Expr.IfPresent(
                    bound.getLast(), lookup, blocks.getFirst(), blocks.get(1), type, span));
      }
      case Meaning.Fib(FibLookup lookup) -> {
        return route(written, name, lookup, expected, wanted);
      }
      default -> {
        if (!(meaning instanceof Meaning.Value(Expr expr) && Poison.is(expr))) {
          body.report(
              TextCode.NEVER_ABSENT
                  .at("this is never absent", written.condition().span(), "always has a value")
                  .help("use `let` and drop the `if`"));
        }
        scoped(() -> {
          body.scope().bind(name.text(), new Scope.Binding.Failed(name.span()));
          return block(written.then(), expected, wanted);
        });
        Block _ = otherwise.get();
        return Poison.at(span);
      }
    }
  }

  private Expr route(
      Expression.If written, Name name, FibLookup lookup, @Nullable Type expected, boolean wanted) {
    Span span = written.span();
    Variable route = body.hidden(name.text(), lookup.type(), name.span());
    Statement define = lookup.define(route, body);
    Expr found =
        new Expr.Compare(
            Expr.CompareOp.EQUAL, lookup.call(route), new Expr.Const(0, Type.I32, span), span);
    Supplier<Block> then =
        () ->
            scoped(() -> {
              body.scope()
                  .bind(
                      name.text(),
                      new Scope.Binding.Local(route, "a route is read-only", name.span()));
              return block(written.then(), expected, wanted);
            });
    Expr choice =
        joined(
            List.of(then, otherwise(written, expected, wanted)),
            wanted && written.otherwise().isPresent(),
            span,
            (blocks, type) -> new Expr.If(found, blocks.getFirst(), blocks.get(1), type, span));
    return after(List.of(define), choice, span);
  }

  /// Statements and then an expression.
  static Expr after(List<Statement> statements, Expr expr, Span span) {
    boolean value = !expr.type().equals(Type.NONE) && !expr.type().equals(Type.NEVER);
    if (value) {
      return new Expr.Do(new Block(statements, Optional.of(expr), expr.type(), span));
    }
    List<Statement> all = new ArrayList<>(statements);
    all.add(new Statement.Evaluate(expr, span));
    return new Expr.Do(new Block(all, Optional.empty(), expr.type(), span));
  }

  /// Checks in a scope of its own.
  Block scoped(Supplier<Block> check) {
    Scope before = body.scope();
    body.open();
    Block block = check.get();
    body.close(before);
    return block;
  }

  /// How the blocks make an expression of a type.
  interface Join {
    Expr make(List<Block> blocks, Type type);
  }

  /// Checks blocks of which one runs, and joins what they leave: values and dead views.
  Expr joined(List<Supplier<Block>> ways, boolean wanted, Span span, Join join) {
    Flow.State before = body.flow().save();
    List<Block> blocks = new ArrayList<>();
    List<Flow.State> ends = new ArrayList<>();
    for (Supplier<Block> way : ways) {
      body.flow().restore(before);
      Block block = way.get();
      blocks.add(block);
      if (!block.type().equals(Type.NEVER)) {
        ends.add(body.flow().save());
      }
    }
    body.flow().restore(ends.isEmpty() ? before : ends.getFirst());
    ends.forEach(body.flow()::join);
    if (!wanted) {
      boolean never = blocks.stream().allMatch(block -> block.type().equals(Type.NEVER));
      return join.make(blocks, never ? Type.NEVER : Type.NONE);
    }
    Optional<Type> type = common(blocks);
    if (type.isEmpty()) {
      return Poison.at(span);
    }
    Function<Block, Block> convert = block -> expressions.conversions().coerce(block, type.get());
    return type.get().equals(Type.NONE)
        ? join.make(blocks, Type.NONE)
        : join.make(blocks.stream().map(convert).toList(), type.get());
  }

  /// The type of the values; constants follow the others where they fit.
  private Optional<Type> common(List<Block> blocks) {
    List<Block> ordered = new ArrayList<>(blocks.stream().filter(b -> !constant(b)).toList());
    ordered.addAll(blocks.stream().filter(Choices::constant).toList());
    Type type = Type.NEVER;
    for (Block block : ordered) {
      Optional<Type> common = common(type, block);
      if (common.isEmpty()) {
        Span at = block.value().map(Expr::span).orElse(block.span());
        body.report(
            TextCode.TYPE_MISMATCH.at(
                "the ways give `" + type + "` and `" + block.type() + "`",
                at,
                "this gives `" + block.type() + "`"));
        return Optional.empty();
      }
      type = common.get();
    }
    return Optional.of(type);
  }

  private static boolean constant(Block block) {
    return block.value().flatMap(Folding::value).isPresent();
  }

  private Optional<Type> common(Type type, Block block) {
    if (block.value().map(Poison::is).orElse(false)) {
      return Optional.of(type);
    }
    boolean fits =
        !type.equals(Type.NEVER)
            && block.value().isPresent()
            && expressions.conversions().implicit(block.value().get(), type).isPresent();
    return fits ? Optional.of(type) : Conversions.common(type, block.type());
  }

  Expr match(Expression.Match match, @Nullable Type expected, boolean value) {
    return matches.match(match, expected, value);
  }

  /// `when kernel >= VERSION`: one of the blocks, chosen by the target.
  Expr when(Expression.When when, @Nullable Type expected, boolean value) {
    if (!when.subject().text().equals("kernel")) {
      body.report(
          TextCode.SYNTAX.at(
              "found `" + when.subject() + "`, expected `kernel`", when.subject().span(), ""));
      return Poison.at(when.span());
    }
    KernelVersion version;
    try {
      version = KernelVersion.parse(when.version().replace("_", ""));
    } catch (IllegalArgumentException e) {
      body.report(
          TextCode.BAD_LITERAL.at(
              "`" + when.version() + "` is not a kernel version",
              when.versionSpan(),
              "expected two numbers such as 6.12"));
      return Poison.at(when.span());
    }
    boolean holds = body.session().target().atLeast(version);
    if (holds) {
      return new Expr.Do(block(when.then(), expected, value && when.otherwise().isPresent()));
    }
    boolean wanted = value;
    return new Expr.Do(
        when.otherwise()
            .map(other -> block(other, expected, wanted))
            .orElseGet(() -> nothing(when.span())));
  }
}
