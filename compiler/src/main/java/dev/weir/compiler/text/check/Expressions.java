// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Declaration;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Expression.UnaryOperator;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.check.Module.Declared;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Global;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks expressions: what each stands for, and its value.
final class Expressions {
  private final Body body;
  private final Conversions conversions;
  private final Operators operators;
  private final StructLiterals literals;
  private final Members members;
  private final Calls calls;
  private final Choices choices;
  private final Verdicts verdicts;

  Expressions(Body body) {
    this.body = body;
    this.conversions = new Conversions(body);
    this.operators = new Operators(body, this);
    this.literals = new StructLiterals(body, this);
    this.members = new Members(body, this);
    this.calls = new Calls(body, this);
    this.choices = new Choices(body, this);
    this.verdicts = new Verdicts(body);
  }

  Conversions conversions() {
    return conversions;
  }

  Calls calls() {
    return calls;
  }

  Members members() {
    return members;
  }

  Choices choices() {
    return choices;
  }

  /// The value of an expression.
  ///
  /// @param expected the type it must have; null to take it as it is
  Expr value(Expression expression, @Nullable Type expected) {
    Expr expr = value(meaning(expression, expected), expression.span());
    return expected == null ? expr : conversions.coerce(expr, expected);
  }

  /// The value of what an expression stands for.
  Expr value(Meaning meaning, Span span) {
    return switch (meaning) {
      case Meaning.Value(Expr expr) -> expr;
      case Meaning.Stored stored -> new Expr.Load(stored.place(), span);
      case Meaning.Absent absent -> {
        notHandled(absent, span);
        yield Poison.at(span);
      }
      case Meaning.Named(Type type) -> notValue("the type `" + type + "`", span);
      case Meaning.OfMap map -> notValue("the map `" + map.map().name() + "`", span);
      case Meaning.Counter counter ->
          notValue("the counter `" + counter.declared().name() + "`", span);
      case Meaning.OfContext _ -> notValue("the context", span);
      case Meaning.OfFunction function ->
          notValue("the function `" + function.declared().name() + "`", span);
      case Meaning.Fib _ -> {
        body.report(
            TextCode.ABSENCE_NOT_HANDLED
                .at("a route may not be found", span, "has several outcomes")
                .help("take it apart with `match` or `if let route = " + span.text() + "`"));
        yield Poison.at(span);
      }
    };
  }

  private Expr notValue(String what, Span span) {
    body.report(TextCode.TYPE_MISMATCH.at(what + " is not a value", span, "expected a value"));
    return Poison.at(span);
  }

  /// Reports that an absent value is used as if it were there.
  void notHandled(Meaning.Absent absent, Span span) {
    body.report(
        TextCode.ABSENCE_NOT_HANDLED
            .at("this may be absent", span, "`" + absent.lookup().type() + "` or nothing")
            .help("handle it first: `let x = " + firstLine(span) + " else return ...`")
            .help("or: `if let x = " + firstLine(span) + " { ... }`"));
  }

  private static String firstLine(Span span) {
    String text = span.text();
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end) + " ...";
  }

  /// What an expression stands for.
  ///
  /// @param expected a hint for literals and `if`; the result need not have the type
  Meaning meaning(Expression expression, @Nullable Type expected) {
    return switch (expression) {
      case Expression.IntegerLiteral literal -> of(integer(literal, expected));
      case Expression.BooleanLiteral(boolean value, Span span) ->
          of(new Expr.Const(value ? 1 : 0, Type.BOOL, span));
      case Expression.Ip4Literal(int value, Span span) ->
          of(new Expr.Const(value & 0xffff_ffffL, Type.BE32, span));
      case Expression.BytesLiteral(List<Byte> bytes, Span span) ->
          of(new Expr.Bytes(bytes, bytes.size() == 16 ? Type.IP6 : Type.MAC, span));
      case Expression.Reference(Name name) -> reference(name);
      case Expression.Member member -> members.member(member);
      case Expression.Index index -> members.index(index);
      case Expression.Call call -> calls.call(call, expected);
      case Expression.Unary unary -> of(unary(unary, expected));
      case Expression.Binary binary -> of(operators.binary(binary, expected));
      case Expression.Cast cast -> of(cast(cast));
      case Expression.StructLiteral literal -> of(literals.struct(literal, expected));
      case Expression.ArrayLiteral literal -> of(literals.array(literal, expected));
      case Expression.RepeatLiteral literal -> of(literals.repeat(literal, expected));
      case Expression.Deny deny -> of(verdicts.deny(deny));
      case Expression.If conditional -> of(choices.conditional(conditional, expected, true));
      case Expression.Match match -> of(choices.match(match, expected, true));
      case Expression.When when -> of(choices.when(when, expected, true));
      case Expression.Missing(Span span) -> of(Poison.at(span));
    };
  }

  private static Meaning of(Expr expr) {
    return new Meaning.Value(expr);
  }

  private Expr integer(Expression.IntegerLiteral literal, @Nullable Type expected) {
    long value = literal.value();
    Type type =
        expected instanceof Type.Int || expected instanceof Type.Be
            ? expected
            : Long.compareUnsigned(value, 0xffff_ffffL) <= 0 ? Type.U32 : Type.U64;
    if (!Folding.fits(value, true, type)) {
      body.report(
          TextCode.OUT_OF_RANGE.at(
              "`" + literal.span().text() + "` does not fit in `" + type + "`",
              literal.span(),
              "this number is out of range"));
      return Poison.at(literal.span());
    }
    return new Expr.Const(value, type, literal.span());
  }

  /// Whether an expression is a bare number, whose type its surroundings decide.
  static boolean untyped(Expression expression) {
    return switch (expression) {
      case Expression.IntegerLiteral _ -> true;
      case Expression.Unary unary ->
          unary.operator() != UnaryOperator.NOT && untyped(unary.operand());
      case Expression.Binary binary ->
          !binary.operator().comparison()
              && !binary.operator().logical()
              && untyped(binary.left())
              && untyped(binary.right());
      default -> false;
    };
  }

  private Expr unary(Expression.Unary unary, @Nullable Type expected) {
    Span span = unary.span();
    if (unary.operator() == UnaryOperator.NOT) {
      Expr operand = value(unary.operand(), Type.BOOL);
      return Conversions.fold(new Expr.Unary(Expr.UnaryOp.NOT, operand, span));
    }
    boolean negate = unary.operator() == UnaryOperator.NEGATE;
    if (negate && unary.operand() instanceof Expression.IntegerLiteral literal) {
      return negative(literal, expected, span);
    }
    Expr operand = value(unary.operand(), untyped(unary.operand()) ? expected : null);
    boolean right =
        operand.type() instanceof Type.Int || !negate && operand.type() instanceof Type.Be;
    if (!right) {
      if (!Poison.is(operand)) {
        body.report(
            TextCode.BAD_OPERATOR.at(
                "`" + (negate ? "-" : "~") + "` does not apply to `" + operand.type() + "`",
                span,
                "expected an integer"));
      }
      return Poison.at(span);
    }
    Expr.UnaryOp op = negate ? Expr.UnaryOp.NEGATE : Expr.UnaryOp.COMPLEMENT;
    return Conversions.fold(new Expr.Unary(op, operand, span));
  }

  private Expr negative(Expression.IntegerLiteral literal, @Nullable Type expected, Span span) {
    long value = -literal.value();
    Type type =
        expected instanceof Type.Int ? expected : value >= Integer.MIN_VALUE ? Type.I32 : Type.I64;
    boolean fits = literal.value() == 0 || value < 0 && type.signed();
    if (!fits || !Folding.fits(value, false, type)) {
      body.report(
          TextCode.OUT_OF_RANGE.at(
              "`" + span.text() + "` does not fit in `" + type + "`",
              span,
              "this number is out of range"));
      return Poison.at(span);
    }
    return new Expr.Const(value, type, span);
  }

  private Expr cast(Expression.Cast cast) {
    Type type = body.session().declarations().type(cast.type(), body.module());
    Type hint = type instanceof Type.Int || type instanceof Type.Be ? type : null;
    boolean bare =
        cast.operand() instanceof Expression.IntegerLiteral literal
            && hint != null
            && Folding.fits(literal.value(), true, type);
    return conversions.cast(value(cast.operand(), bare ? hint : null), type, cast.span());
  }

  private Meaning reference(Name name) {
    if (name.text().isEmpty()) {
      return of(Poison.at(name.span()));
    }
    Optional<Scope.Binding> local = body.scope().find(name.text());
    if (local.isPresent()) {
      return switch (local.get()) {
        case Scope.Binding.Local binding -> variable(binding, name.span());
        case Scope.Binding.Context _ -> new Meaning.OfContext();
        case Scope.Binding.Failed _ -> of(Poison.at(name.span()));
      };
    }
    Optional<Declared> declared = body.session().find(body.module(), name.text());
    if (declared.isPresent()) {
      return declared(declared.get(), name);
    }
    Optional<Type> type = BuiltinTypes.find(name.text());
    if (type.isPresent()) {
      return new Meaning.Named(type.get());
    }
    return verdicts.named(name).map(Expressions::of).orElseGet(() -> of(unknown(name)));
  }

  private Meaning variable(Scope.Binding.Local binding, Span span) {
    Variable variable = binding.variable();
    body.flow()
        .dead(variable)
        .ifPresent(cause ->
            body.report(
                TextCode.STALE_VIEW
                    .at(
                        "view `"
                            + variable.name()
                            + "` is no longer valid after `"
                            + cause.call()
                            + "`",
                        span,
                        "used here")
                    .with(cause.span(), "the packet may have changed here")
                    .help("ask for the header again, or read what you need before the call")));
    Place.Local local = new Place.Local(variable);
    if (variable.type() instanceof Type.View view) {
      Place target = new Place.Deref(new Expr.Load(local, span), view.target());
      return new Meaning.Stored(target, view.writable() ? "" : readOnly(view, variable, binding));
    }
    return new Meaning.Stored(local, binding.whyNot());
  }

  private static String readOnly(Type.View view, Variable variable, Scope.Binding.Local binding) {
    return switch (view.origin()) {
      case MAP_VALUE -> "the map is `readonly`";
      case PACKET -> "this hook can only read the packet";
      case PARAMETER ->
          binding.whyNot().isEmpty()
              ? "`" + variable.name() + "` cannot be changed here"
              : binding.whyNot();
    };
  }

  private Meaning declared(Declared declared, Name name) {
    Declarations declarations = body.session().declarations();
    return switch (declared.declaration()) {
      case Declaration.Struct _, Declaration.Enumeration _, Declaration.Alias _ ->
          new Meaning.Named(declarations.declaredType(declared));
      case Declaration.Map _ ->
          declarations
              .map(declared)
              .<Meaning>map(Meaning.OfMap::new)
              .orElseGet(() -> of(Poison.at(name.span())));
      case Declaration.Counter _ -> new Meaning.Counter(declared);
      case Declaration.Constant constant when !constant.loadTime() ->
          of(at(declarations.constant(declared, constant), name.span()));
      case Declaration.Constant _ -> global(declared, name, "`" + name + "` is a constant");
      case Declaration.Variable _ -> global(declared, name, "");
      case Declaration.Function _ -> new Meaning.OfFunction(declared);
      case Declaration.Hook _ -> of(Poison.at(name.span()));
    };
  }

  private Meaning global(Declared declared, Name name, String whyNot) {
    Optional<Global> global = body.session().declarations().global(declared);
    return global.isPresent()
        ? new Meaning.Stored(new Place.OfGlobal(global.get()), whyNot)
        : of(Poison.at(name.span()));
  }

  private static Expr at(Expr constant, Span span) {
    return switch (constant) {
      case Expr.Const c -> new Expr.Const(c.value(), c.type(), span);
      case Expr.Bytes b -> new Expr.Bytes(b.bytes(), b.type(), span);
      default -> constant;
    };
  }

  private Expr unknown(Name name) {
    Optional<Problem> elsewhere = verdicts.elsewhere(name);
    if (elsewhere.isPresent()) {
      body.report(elsewhere.get());
      return Poison.at(name.span());
    }
    List<String> known = new ArrayList<>(body.scope().all());
    known.addAll(body.session().names(body.module()));
    known.addAll(verdicts.names());
    Problem problem =
        TextCode.UNKNOWN_NAME.at("`" + name + "` is not defined", name.span(), "not found");
    String lead =
        Names.closest(name.text(), known)
            .map(near -> "a " + kind(near) + " with a similar name exists")
            .orElse("");
    body.report(Names.suggest(problem, name.text(), known, lead));
    return Poison.at(name.span());
  }

  private String kind(String name) {
    if (body.scope().find(name).isPresent()) {
      return "variable";
    }
    return body.session()
        .find(body.module(), name)
        .map(declared ->
            switch (declared.declaration()) {
              case Declaration.Struct _, Declaration.Enumeration _, Declaration.Alias _ -> "type";
              case Declaration.Map _ -> "map";
              case Declaration.Counter _ -> "counter";
              case Declaration.Constant _ -> "constant";
              case Declaration.Variable _ -> "variable";
              case Declaration.Function _ -> "function";
              case Declaration.Hook _ -> "program";
            })
        .orElse("verdict");
  }
}
