// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.PacketAccess;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Declaration;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.check.Module.Declared;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Function;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks calls of functions and methods that are written in the language.
final class FunctionCalls {
  private final Body body;
  private final Expressions expressions;

  FunctionCalls(Body body, Expressions expressions) {
    this.body = body;
    this.expressions = expressions;
  }

  /// The call of a function.
  ///
  /// @param self what stands in front of the dot, for methods
  Expr call(
      Declared declared,
      Declaration.Function function,
      Optional<Meaning.Stored> self,
      Expression.Call call,
      String name) {
    Span span = call.span();
    if (body.hook().isEmpty()) {
      body.report(
          TextCode.NOT_CONSTANT.at("a call is not a constant", span, "known only at run time"));
      return Poison.at(span);
    }
    List<Declaration.Parameter> parameters = function.parameters();
    if (call.arguments().size() != parameters.size()) {
      body.report(
          TextCode.ARGUMENT_COUNT
              .at(
                  "`"
                      + name
                      + "` takes "
                      + parameters.size()
                      + (parameters.size() == 1 ? " argument" : " arguments")
                      + ", found "
                      + call.arguments().size(),
                  span,
                  "wrong number of arguments")
              .with(declared.name().span(), "declared here"));
      return Poison.at(span);
    }
    List<Expr> arguments = new ArrayList<>();
    self.ifPresent(stored -> arguments.add(passSelf(stored, span)));
    boolean failed = false;
    for (int i = 0; i < parameters.size(); i++) {
      Type type = body.session().declarations().type(parameters.get(i).type(), declared.module());
      Optional<Expr> argument = argument(parameters.get(i), type, call.arguments().get(i));
      boolean implied = type instanceof Type.Context || type instanceof Type.Packet;
      failed |= argument.isEmpty() && !implied;
      argument.ifPresent(arguments::add);
    }
    boolean selfWritable = self.map(Meaning.Stored::writable).orElse(false);
    Optional<Function> instance =
        body.session().functions().instance(declared, function, body, selfWritable, span);
    if (instance.isEmpty() || failed) {
      return Poison.at(span);
    }
    if (instance.get().usesContext()) {
      body.useContext();
    }
    if (instance.get().changesPacket()) {
      body.changePacket(span, name);
    }
    return new Expr.Call(instance.get(), arguments, span);
  }

  private Expr passSelf(Meaning.Stored stored, Span span) {
    Type type = stored.place().type();
    return type.aggregate()
        ? address(stored, type, origin(type), stored.writable(), span)
        : new Expr.Load(stored.place(), span);
  }

  /// How the parameter of an aggregate type is passed.
  static Type.Origin origin(Type type) {
    return HeaderCalls.of(type).isPresent() ? Type.Origin.PACKET : Type.Origin.PARAMETER;
  }

  private Optional<Expr> argument(Declaration.Parameter parameter, Type type, Expression written) {
    Span span = written.span();
    return switch (type) {
      case Type.Context _, Type.Packet _ -> {
        Meaning meaning = expressions.meaning(written, null);
        boolean packet = type instanceof Type.Packet;
        boolean right =
            meaning instanceof Meaning.OfContext
                && !(packet && body.hook().orElseThrow().packet() == PacketAccess.NONE);
        if (!right) {
          body.report(
              TextCode.TYPE_MISMATCH.at(
                  "expected the " + (packet ? "packet" : "context"), span, "something else"));
        }
        body.useContext();
        yield Optional.empty();
      }
      case Type.Array _, Type.Struct _, Type.Ip6 _, Type.Mac _ ->
          aggregate(parameter, type, written);
      default -> {
        Expr value = expressions.value(written, type);
        yield Poison.is(value) ? Optional.empty() : Optional.of(value);
      }
    };
  }

  private Optional<Expr> aggregate(Declaration.Parameter parameter, Type type, Expression written) {
    Meaning meaning = expressions.meaning(written, type);
    Span span = written.span();
    if (meaning instanceof Meaning.Stored stored && stored.place().type().equals(type)) {
      if (parameter.mutable() && !stored.writable()) {
        body.report(
            TextCode.NOT_ASSIGNABLE
                .at("this argument cannot be changed", span, stored.whyNot())
                .with(parameter.span(), "the function changes it"));
        return Optional.empty();
      }
      return Optional.of(address(stored, type, origin(type), parameter.mutable(), span));
    }
    Expr value = expressions.conversions().coerce(expressions.value(meaning, span), type);
    if (Poison.is(value)) {
      return Optional.empty();
    }
    Meaning.Stored temporary = new Meaning.Stored(new Place.Temporary(value), "it is a value");
    return Optional.of(address(temporary, type, origin(type), false, span));
  }

  private static Expr address(
      Meaning.Stored stored, Type type, Type.Origin origin, boolean writable, Span span) {
    Place place = stored.place();
    if (place instanceof Place.Deref(Expr view, _)) {
      return view;
    }
    boolean memory = !(place instanceof Place.Context) && !(place instanceof Place.SocketField);
    Place target = memory ? place : new Place.Temporary(new Expr.Load(place, span));
    return new Expr.AddressOf(target, new Type.View(type, origin, writable), span);
  }
}
