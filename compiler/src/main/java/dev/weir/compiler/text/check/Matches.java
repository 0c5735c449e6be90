// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.ast.Pattern;
import dev.weir.compiler.text.typed.Block;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Statement;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Checks `match`.
final class Matches {
  private final Body body;
  private final Choices choices;

  Matches(Body body, Choices choices) {
    this.body = body;
    this.choices = choices;
  }

  /// What the arms of a match become.
  ///
  /// @param ranges for each arm, what it matches
  /// @param otherwise index of the arm for everything else; -1 when there is none
  private record Arms(List<List<Expr.Range>> ranges, int otherwise) {}

  Expr match(Expression.Match match, @Nullable Type expected, boolean value) {
    Meaning meaning = body.expressions().meaning(match.subject(), null);
    if (meaning instanceof Meaning.Fib(FibLookup lookup)) {
      return outcomes(match, lookup, expected, value);
    }
    Expr subject = body.expressions().value(meaning, match.subject().span());
    if (!matchable(subject)) {
      if (!Poison.is(subject)) {
        body.report(
            TextCode.BAD_PATTERN.at(
                "a `" + subject.type() + "` cannot be matched",
                match.subject().span(),
                "expected a number, an enumeration or a bool"));
      }
      match.arms().forEach(arm -> body.statements().block(arm.body(), expected, value));
      return Poison.at(match.span());
    }
    Coverage coverage = new Coverage(subject.type());
    Arms arms = arms(match, coverage, pattern -> ranges(pattern, subject.type()));
    if (arms.otherwise() < 0) {
      body.report(
          TextCode.MATCH_NOT_EXHAUSTIVE
              .at("not all values are covered", match.subject().span(), coverage.missing())
              .help("add the missing ones, or `_ -> ...` for the rest"));
      match.arms().forEach(arm -> body.statements().block(arm.body(), expected, value));
      return Poison.at(match.span());
    }
    List<Supplier<Block>> ways = new ArrayList<>();
    for (Expression.Arm arm : match.arms()) {
      ways.add(() -> body.statements().block(arm.body(), expected, value));
    }
    return choose(match, subject, arms, ways, value);
  }

  private static boolean matchable(Expr subject) {
    return subject.type() instanceof Type.Int
        || subject.type() instanceof Type.Be
        || subject.type() instanceof Type.Bool
        || subject.type() instanceof Type.Enumeration;
  }

  private Expr choose(
      Expression.Match match, Expr subject, Arms arms, List<Supplier<Block>> ways, boolean value) {
    return choices.joined(
        ways,
        value,
        match.span(),
        (blocks, type) -> {
          List<Expr.Case> cases = new ArrayList<>();
          for (int i = 0; i < blocks.size(); i++) {
            if (i != arms.otherwise() && !arms.ranges().get(i).isEmpty()) {
              cases.add(new Expr.Case(arms.ranges().get(i), blocks.get(i)));
            }
          }
          return new Expr.Switch(subject, cases, blocks.get(arms.otherwise()), type, match.span());
        });
  }

  /// What patterns match.
  private interface Ranges {
    Optional<List<Expr.Range>> of(Pattern pattern);
  }

  private Arms arms(Expression.Match match, Coverage coverage, Ranges ranges) {
    List<List<Expr.Range>> all = new ArrayList<>();
    int otherwise = -1;
    boolean complete = false;
    for (Expression.Arm arm : match.arms()) {
      List<Expr.Range> matched = new ArrayList<>();
      for (Pattern pattern : arm.patterns()) {
        if (complete) {
          unreachable(pattern);
        } else if (pattern instanceof Pattern.Wildcard) {
          otherwise = all.size();
          complete = true;
        } else {
          for (Expr.Range range : ranges.of(pattern).orElse(List.of())) {
            if (coverage.add(range)) {
              matched.add(range);
            } else {
              unreachable(pattern);
            }
          }
        }
      }
      all.add(matched);
      if (!complete && coverage.complete()) {
        otherwise = all.size() - 1;
        complete = true;
      }
    }
    return new Arms(all, otherwise);
  }

  private void unreachable(Pattern pattern) {
    body.report(
        TextCode.UNREACHABLE_PATTERN.at(
            "this pattern never matches", pattern.span(), "covered by patterns before it"));
  }

  private Optional<List<Expr.Range>> ranges(Pattern pattern, Type type) {
    return switch (pattern) {
      case Pattern.Wildcard _ -> Optional.empty();
      case Pattern.Value(Expression written, _) ->
          constant(written, type).map(value -> List.of(new Expr.Range(value, value)));
      case Pattern.Named named -> named(named, type);
      case Pattern.Binding binding -> {
        body.report(
            TextCode.BAD_PATTERN.at(
                "`" + binding.path().text() + "(...)` does not match a `" + type + "`",
                binding.span(),
                "only outcomes of a lookup have contents"));
        yield Optional.empty();
      }
      case Pattern.Range range -> range(range, type);
    };
  }

  private Optional<List<Expr.Range>> range(Pattern.Range range, Type type) {
    if (!(type instanceof Type.Int)) {
      body.report(
          TextCode.BAD_PATTERN.at(
              "a `" + type + "` has no ranges", range.span(), "expected single values"));
      return Optional.empty();
    }
    Optional<Long> from = constant(range.from(), type);
    Optional<Long> to = constant(range.to(), type);
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    long last = range.inclusive() ? to.get() : to.get() - 1;
    int order =
        type.signed() ? Long.compare(from.get(), last) : Long.compareUnsigned(from.get(), last);
    if (order > 0 || !range.inclusive() && to.get().equals(from.get())) {
      body.report(TextCode.BAD_PATTERN.at("this range is empty", range.span(), "matches nothing"));
      return Optional.empty();
    }
    return Optional.of(List.of(new Expr.Range(from.get(), last)));
  }

  private Optional<Long> constant(Expression written, Type type) {
    Expr value = body.expressions().value(written, type);
    return Poison.is(value) ? Optional.empty() : Folding.value(value);
  }

  private Optional<List<Expr.Range>> named(Pattern.Named named, Type type) {
    List<Name> names = named.path().names();
    if (type instanceof Type.Enumeration enumeration && names.size() == 1) {
      for (Type.Enumerator each : enumeration.enumerators()) {
        if (each.name().equals(names.getFirst().text())) {
          return Optional.of(List.of(new Expr.Range(each.value(), each.value())));
        }
      }
    }
    Expression written = new Expression.Reference(names.getFirst());
    for (Name name : names.subList(1, names.size())) {
      written = new Expression.Member(written, name, written.span().to(name.span()));
    }
    Expr value = body.expressions().value(written, type);
    if (Poison.is(value)) {
      return Optional.empty();
    }
    Optional<Long> constant = Folding.value(value);
    if (constant.isEmpty()) {
      body.report(
          TextCode.NOT_CONSTANT
              .at("a pattern must be known when compiling", named.span(), "not a constant")
              .help("declare it with `let NAME: TYPE = ...`; a `const` can change at load time"));
    }
    return constant.map(number -> List.of(new Expr.Range(number, number)));
  }

  /// A match on the outcomes of a route lookup.
  private Expr outcomes(
      Expression.Match match, FibLookup lookup, @Nullable Type expected, boolean value) {
    Span span = match.span();
    Variable route = body.hidden("route", lookup.type(), lookup.span());
    Statement define = lookup.define(route, body);
    Coverage coverage = Coverage.outcomes();
    Arms arms = arms(match, coverage, this::outcome);
    if (arms.otherwise() < 0) {
      body.report(
          TextCode.MATCH_NOT_EXHAUSTIVE
              .at("not all outcomes are covered", match.subject().span(), coverage.missing())
              .help("add the missing ones, or `_ -> ...` for the rest"));
      return Poison.at(span);
    }
    List<Supplier<Block>> ways = new ArrayList<>();
    for (Expression.Arm arm : match.arms()) {
      ways.add(() -> choices.scoped(() -> arm(arm, route, expected, value)));
    }
    return Choices.after(
        List.of(define), choose(match, lookup.call(route), arms, ways, value), span);
  }

  private Optional<List<Expr.Range>> outcome(Pattern pattern) {
    String name =
        switch (pattern) {
          case Pattern.Named(var path, _) -> path.text();
          case Pattern.Binding(var path, _, _) -> path.text();
          case Pattern.Wildcard _, Pattern.Value _, Pattern.Range _ -> "";
        };
    List<Expr.Range> ranges = FibLookup.OUTCOMES.get(name);
    if (ranges == null) {
      Problem problem =
          TextCode.BAD_PATTERN.at(
              "`" + pattern.span().text() + "` is no outcome of a route lookup",
              pattern.span(),
              "not an outcome");
      body.report(
          Names.suggest(problem, name, FibLookup.OUTCOMES.keySet(), "did you mean")
              .help("outcomes: " + String.join(", ", FibLookup.OUTCOMES.keySet())));
    }
    return Optional.ofNullable(ranges);
  }

  private Block arm(Expression.Arm arm, Variable route, @Nullable Type expected, boolean value) {
    List<Statement> definitions = new ArrayList<>();
    for (Pattern pattern : arm.patterns()) {
      if (pattern instanceof Pattern.Binding binding && binding.binding().isPresent()) {
        bind(binding, binding.binding().get(), route, definitions);
      }
    }
    Block block = body.statements().contents(arm.body(), expected, value);
    List<Statement> all = new ArrayList<>(definitions);
    all.addAll(block.statements());
    return new Block(all, block.value(), block.type(), block.span());
  }

  private void bind(
      Pattern.Binding binding, Name name, Variable route, List<Statement> definitions) {
    switch (binding.path().text()) {
      case "Ok", "NoNeighbour" ->
          body.scope()
              .bind(
                  name.text(), new Scope.Binding.Local(route, "a route is read-only", name.span()));
      case "FragmentationNeeded" -> {
        Expr mtu = FibLookup.field(new Place.Local(route), "mtu", name.span());
        Variable variable = body.declare(name, Type.U16, false, "`" + name + "` is the MTU");
        definitions.add(new Statement.Let(variable, Optional.of(mtu), name.span()));
      }
      default ->
          body.report(
              TextCode.BAD_PATTERN
                  .at("`" + binding.path().text() + "` has no contents", binding.span(), "")
                  .help("write `" + binding.path().text() + "`"));
    }
  }
}
