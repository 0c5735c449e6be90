// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks `a.b` and `a[b]`.
final class Members {
  private final Body body;
  private final Expressions expressions;
  private final ContextFields context;

  Members(Body body, Expressions expressions) {
    this.body = body;
    this.expressions = expressions;
    this.context = new ContextFields(body);
  }

  Meaning member(Expression.Member member) {
    Meaning target = expressions.meaning(member.target(), null);
    Name name = member.name();
    if (name.text().isEmpty()) {
      return poison(member.span());
    }
    return switch (target) {
      case Meaning.OfContext _ -> context.field(name);
      case Meaning.Named(Type type) -> enumerator(type, name, member.span());
      case Meaning.Absent absent -> {
        expressions.notHandled(absent, member.target().span());
        yield poison(member.span());
      }
      case Meaning.Stored stored -> field(stored, name, member);
      case Meaning.Value(Expr expr) when Poison.is(expr) -> poison(member.span());
      case Meaning.Value(Expr expr) ->
          field(new Meaning.Stored(new Place.Temporary(expr), "it is a value"), name, member);
      case Meaning.OfMap map -> {
        body.report(
            TextCode.MAP_OPERATION
                .at("a map has no field `" + name + "`", name.span(), "")
                .help("look up an element: `" + map.map().name() + "[key]`"));
        yield poison(member.span());
      }
      case Meaning.Counter _, Meaning.OfFunction _, Meaning.Fib _ -> {
        expressions.value(target, member.target().span());
        yield poison(member.span());
      }
    };
  }

  private static Meaning poison(Span span) {
    return new Meaning.Value(Poison.at(span));
  }

  private Meaning enumerator(Type type, Name name, Span span) {
    if (type instanceof Type.Enumeration enumeration) {
      for (Type.Enumerator each : enumeration.enumerators()) {
        if (each.name().equals(name.text())) {
          return new Meaning.Value(new Expr.Const(each.value(), enumeration, span));
        }
      }
      Problem problem =
          TextCode.UNKNOWN_MEMBER.at(
              "`" + type + "` has no `" + name + "`", name.span(), "not an enumerator");
      List<String> known = enumeration.enumerators().stream().map(Type.Enumerator::name).toList();
      body.report(Names.suggest(problem, name.text(), known, "did you mean"));
    } else if (!type.equals(Type.NEVER)) {
      body.report(
          TextCode.UNKNOWN_MEMBER.at(
              "the type `" + type + "` has no `" + name + "`", name.span(), ""));
    }
    return poison(span);
  }

  private Meaning field(Meaning.Stored stored, Name name, Expression.Member member) {
    Place place = stored.place();
    Type type = place.type();
    if (type.equals(Type.NEVER)) {
      return poison(member.span());
    }
    if (type instanceof Type.Socket) {
      Expr socket = new Expr.Load(place, member.target().span());
      Optional<Meaning> found = context.socketField(socket, name);
      if (found.isPresent()) {
        return found.get();
      }
    }
    if (type instanceof Type.Struct struct) {
      Optional<Type.Field> field = struct.field(name.text());
      if (field.isPresent()) {
        return new Meaning.Stored(new Place.Field(place, field.get()), stored.whyNot());
      }
    }
    Optional<Place> bits = HeaderBits.find(place, name.text());
    if (bits.isPresent()) {
      return new Meaning.Stored(bits.get(), stored.whyNot());
    }
    body.report(unknown(type, name));
    return poison(member.span());
  }

  /// The problem with a field or method that a type does not have.
  Problem unknown(Type type, Name name) {
    List<String> known = new ArrayList<>(HeaderBits.names(type));
    if (type instanceof Type.Struct struct) {
      struct.fields().forEach(field -> known.add(field.name()));
    }
    List<String> methods = body.session().methods(body.module(), BuiltinTypes.methodOwner(type));
    Problem problem =
        TextCode.UNKNOWN_MEMBER.at(
            "`" + type + "` has no `" + name + "`", name.span(), "not found");
    if (methods.contains(name.text())) {
      return problem.help("it is a method: `" + name + "(...)`");
    }
    known.addAll(methods);
    return Names.suggest(problem, name.text(), known, "did you mean");
  }

  Meaning index(Expression.Index index) {
    Meaning target = expressions.meaning(index.target(), null);
    return switch (target) {
      case Meaning.OfMap map -> expressions.calls().maps().lookup(map.map(), index);
      case Meaning.Stored stored -> element(stored, index);
      case Meaning.Value(Expr expr) when Poison.is(expr) -> poison(index.span());
      case Meaning.Value(Expr expr) ->
          element(new Meaning.Stored(new Place.Temporary(expr), "it is a value"), index);
      case Meaning.Absent absent -> {
        expressions.notHandled(absent, index.target().span());
        yield poison(index.span());
      }
      case Meaning.Named _,
          Meaning.Counter _,
          Meaning.OfContext _,
          Meaning.OfFunction _,
          Meaning.Fib _ -> {
        expressions.value(target, index.target().span());
        yield poison(index.span());
      }
    };
  }

  private Meaning element(Meaning.Stored stored, Expression.Index index) {
    Place place = stored.place();
    Type element;
    int count;
    switch (place.type()) {
      case Type.Array(Type of, int length) -> {
        element = of;
        count = length;
      }
      case Type.Ip6 _, Type.Mac _ -> {
        element = Type.U8;
        count = place.type().sizeBytes();
      }
      default -> {
        body.report(
            TextCode.BAD_OPERATOR.at(
                "`" + place.type() + "` has no elements", index.span(), "not an array or map"));
        return poison(index.span());
      }
    }
    Expr at = expressions.value(index.index(), Type.U32);
    if (Poison.is(at)) {
      return poison(index.span());
    }
    Optional<Long> constant = Folding.value(at);
    if (constant.isPresent() && constant.get() >= count) {
      body.report(
          TextCode.INDEX_OUT_OF_RANGE.at(
              "index " + constant.get() + " is past the end",
              index.index().span(),
              "there are " + count + " elements"));
      return poison(index.span());
    }
    if (place instanceof Place.Context field) {
      return contextElement(field, constant, element, stored, index);
    }
    return new Meaning.Stored(
        new Place.Element(place, at, count, constant.isPresent(), element), stored.whyNot());
  }

  private Meaning contextElement(
      Place.Context field,
      Optional<Long> constant,
      Type element,
      Meaning.Stored stored,
      Expression.Index index) {
    if (constant.isEmpty() || field.type() instanceof Type.Ip6) {
      body.report(
          TextCode.NOT_CONSTANT
              .at(
                  "a context field takes a constant index only",
                  index.index().span(),
                  "not a constant")
              .help("copy the field to a variable first"));
      return poison(index.span());
    }
    return new Meaning.Stored(
        new Place.Context(field.field(), constant.get().intValue(), element), stored.whyNot());
  }
}
