// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Declaration;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.ast.TypeName;
import dev.weir.compiler.text.check.Module.Declared;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks calls: functions of the program, conversions, helpers, and methods.
final class Calls {
  private final Body body;
  private final Expressions expressions;
  private final MapCalls maps;
  private final HeaderCalls headers;
  private final HelperCalls helpers;
  private final Builtins builtins;
  private final FunctionCalls functions;

  Calls(Body body, Expressions expressions) {
    this.body = body;
    this.expressions = expressions;
    this.helpers = new HelperCalls(body, expressions);
    this.maps = new MapCalls(body, expressions, helpers);
    this.headers = new HeaderCalls(body, expressions, helpers);
    this.builtins = new Builtins(body, expressions, helpers);
    this.functions = new FunctionCalls(body, expressions);
  }

  MapCalls maps() {
    return maps;
  }

  HelperCalls helpers() {
    return helpers;
  }

  Meaning call(Expression.Call call, @Nullable Type expected) {
    return switch (call.callee()) {
      case Expression.Member member -> method(member, call);
      case Expression.Reference(Name name) -> named(name, call);
      default -> {
        body.report(
            TextCode.TYPE_MISMATCH.at(
                "this cannot be called", call.callee().span(), "not a function"));
        yield poison(call.span());
      }
    };
  }

  private static Meaning poison(Span span) {
    return new Meaning.Value(Poison.at(span));
  }

  private Meaning named(Name name, Expression.Call call) {
    Optional<Declared> declared = body.session().find(body.module(), name.text());
    if (body.scope().find(name.text()).isPresent()) {
      body.report(
          TextCode.TYPE_MISMATCH.at("`" + name + "` is not a function", name.span(), "a variable"));
      return poison(call.span());
    }
    if (declared.isPresent()
        && declared.get().declaration() instanceof Declaration.Function function) {
      return new Meaning.Value(
          functions.call(declared.get(), function, Optional.empty(), call, name.text()));
    }
    Optional<Type> type =
        declared
            .map(found -> body.session().declarations().declaredType(found))
            .filter(found -> !found.equals(Type.NONE))
            .or(() -> BuiltinTypes.find(name.text()));
    if (type.isPresent()) {
      return conversion(name, type.get(), call);
    }
    if (declared.isPresent()) {
      body.report(
          TextCode.TYPE_MISMATCH
              .at("`" + name + "` is not a function", name.span(), "called here")
              .with(declared.get().name().span(), "declared here"));
      return poison(call.span());
    }
    Optional<Meaning> builtin = builtins.call(name.text(), call);
    if (builtin.isPresent()) {
      return builtin.get();
    }
    if (Helpers.byName(name.text()).isPresent()) {
      return helpers.call(name, call.arguments(), call.span());
    }
    body.report(unknown(name));
    call.arguments().forEach(argument -> expressions.meaning(argument, null));
    return poison(call.span());
  }

  private Problem unknown(Name name) {
    List<String> known = new ArrayList<>(body.session().names(body.module()));
    known.addAll(Builtins.NAMES);
    Helpers.all().forEach(helper -> known.add(helper.name()));
    Problem problem =
        TextCode.UNKNOWN_NAME.at("there is no function `" + name + "`", name.span(), "not found");
    return Names.suggest(problem, name.text(), known, "a function with a similar name exists");
  }

  private Meaning conversion(Name name, Type type, Expression.Call call) {
    if (call.arguments().size() != 1) {
      body.report(
          TextCode.ARGUMENT_COUNT.at(
              "a conversion takes one value, found " + call.arguments().size(),
              call.span(),
              "expected `" + name + "(value)`"));
      return poison(call.span());
    }
    Expression argument = call.arguments().getFirst();
    boolean number = type instanceof Type.Int || type instanceof Type.Be;
    Expr value = expressions.value(argument, Expressions.untyped(argument) && number ? type : null);
    return new Meaning.Value(expressions.conversions().cast(value, type, call.span()));
  }

  private Meaning method(Expression.Member member, Expression.Call call) {
    Name name = member.name();
    Meaning target = expressions.meaning(member.target(), null);
    Span at = member.target().span();
    return switch (target) {
      case Meaning.OfContext _ -> contextMethod(name, call);
      case Meaning.OfMap map -> maps.call(map.map(), name, call);
      case Meaning.Absent absent -> headers.chain(absent, name, call, at);
      case Meaning.Value(Expr expr) when expr.type().equals(Type.NEVER) -> poison(call.span());
      case Meaning.Value(Expr expr) ->
          valueMethod(new Meaning.Stored(new Place.Temporary(expr), "it is a value"), name, call);
      case Meaning.Stored stored -> valueMethod(stored, name, call);
      case Meaning.Named _, Meaning.Counter _, Meaning.OfFunction _, Meaning.Fib _ -> {
        expressions.value(target, at);
        yield poison(call.span());
      }
    };
  }

  private Meaning contextMethod(Name name, Expression.Call call) {
    body.useContext();
    return switch (name.text()) {
      case "cookie" ->
          helpers.call(named("get_socket_cookie", name), call.arguments(), call.span());
      case "netns_cookie" ->
          helpers.call(named("get_netns_cookie", name), call.arguments(), call.span());
      default -> headers.packetMethod(name, call);
    };
  }

  private static Name named(String helper, Name name) {
    return new Name(helper, name.span());
  }

  private Meaning valueMethod(Meaning.Stored stored, Name name, Expression.Call call) {
    Type type = stored.place().type();
    if (type.equals(Type.NEVER)) {
      return poison(call.span());
    }
    Optional<Meaning> header = headers.headerMethod(stored, name, call);
    if (header.isPresent()) {
      return header.get();
    }
    String owner = BuiltinTypes.methodOwner(type);
    Optional<Declared> method = body.session().method(body.module(), owner, name.text());
    if (method.isPresent() && method.get().declaration() instanceof Declaration.Function function) {
      return new Meaning.Value(
          functions.call(method.get(), function, Optional.of(stored), call, name.text()));
    }
    if (type instanceof Type.Int || type instanceof Type.Be) {
      Optional<Expr> scalar = builtins.scalarMethod(stored, name, call);
      if (scalar.isPresent()) {
        return new Meaning.Value(scalar.get());
      }
    }
    body.report(expressions.members().unknown(type, name));
    call.arguments().forEach(argument -> expressions.meaning(argument, null));
    return poison(call.span());
  }

  /// The type argument of a method such as `read<T>`.
  Optional<Type> typeArgument(Expression.Call call) {
    Optional<TypeName> written = call.typeArgument();
    return written.map(type -> body.session().declarations().storable(type, body.module()));
  }
}
