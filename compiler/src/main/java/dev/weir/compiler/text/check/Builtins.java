// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.compiler.surface.FibRoutes;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.typed.Argument;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks the functions and methods that the language itself has.
final class Builtins {
  static final List<String> NAMES =
      List.of(
          "random",
          "now",
          "fib_lookup",
          "redirect",
          "redirect_peer",
          "redirect_neigh",
          "tail_call",
          "be16_of_raw",
          "be32_of_raw",
          "be64_of_raw");

  private static final Map<String, Expr.AtomicOp> ATOMICS =
      Map.of(
          "fetch_add", Expr.AtomicOp.ADD,
          "fetch_and", Expr.AtomicOp.AND,
          "fetch_or", Expr.AtomicOp.OR,
          "fetch_xor", Expr.AtomicOp.XOR,
          "exchange", Expr.AtomicOp.EXCHANGE,
          "compare_exchange", Expr.AtomicOp.COMPARE_EXCHANGE);

  private final Body body;
  private final Expressions expressions;
  private final HelperCalls helpers;

  Builtins(Body body, Expressions expressions, HelperCalls helpers) {
    this.body = body;
    this.expressions = expressions;
    this.helpers = helpers;
  }

  /// The call of a builtin function; empty when the name is none.
  Optional<Meaning> call(String name, Expression.Call call) {
    Span span = call.span();
    return switch (name) {
      case "random" -> Optional.of(alias("get_prandom_u32", call));
      case "now" -> Optional.of(alias("ktime_get_ns", call));
      case "fib_lookup" -> Optional.of(fib(call));
      case "redirect", "redirect_peer" -> Optional.of(value(redirect(name, call)));
      case "redirect_neigh" -> Optional.of(value(redirectNeigh(call)));
      case "tail_call" -> Optional.of(value(tailCall(call, span)));
      case "be16_of_raw" -> Optional.of(value(ofRaw(call, new Type.Be(2))));
      case "be32_of_raw" -> Optional.of(value(ofRaw(call, new Type.Be(4))));
      case "be64_of_raw" -> Optional.of(value(ofRaw(call, new Type.Be(8))));
      default -> Optional.empty();
    };
  }

  private static Meaning value(Expr expr) {
    return new Meaning.Value(expr);
  }

  private Meaning alias(String helper, Expression.Call call) {
    return helpers.call(new Name(helper, call.callee().span()), call.arguments(), call.span());
  }

  private boolean count(Expression.Call call, int wanted, String shape) {
    if (call.arguments().size() == wanted) {
      return true;
    }
    body.report(
        TextCode.ARGUMENT_COUNT
            .at(
                "found " + call.arguments().size() + " arguments, expected " + wanted,
                call.span(),
                "wrong number of arguments")
            .help("write `" + shape + "`"));
    return false;
  }

  /// The network-order number whose bytes in memory are those of a host-order one.
  private Expr ofRaw(Expression.Call call, Type.Be type) {
    if (!count(call, 1, "be" + type.bytes() * 8 + "_of_raw(value)")) {
      return Poison.at(call.span());
    }
    Expr value = expressions.value(call.arguments().getFirst(), new Type.Int(type.bytes(), false));
    return Poison.is(value)
        ? value
        : Conversions.fold(new Expr.Convert(Expr.Conversion.REINTERPRET, value, type, call.span()));
  }

  private Meaning fib(Expression.Call call) {
    Span span = call.span();
    if (!count(call, 2, "fib_lookup(packet, ip)")) {
      return value(Poison.at(span));
    }
    Meaning packet = expressions.meaning(call.arguments().getFirst(), null);
    Meaning ip = expressions.meaning(call.arguments().get(1), null);
    Optional<Helper> helper = helpers.require("fib_lookup", span);
    if (helper.isEmpty()) {
      return value(Poison.at(span));
    }
    if (packet instanceof Meaning.OfContext && ip instanceof Meaning.Stored stored) {
      Optional<Variable> view = HeaderCalls.view(stored.place());
      Type type = stored.place().type();
      boolean header =
          type.equals(BuiltinTypes.find("Ipv4").orElseThrow())
              || type.equals(BuiltinTypes.find("Ipv6").orElseThrow());
      if (view.isPresent() && header) {
        body.useContext();
        return new Meaning.Fib(new FibLookup(helper.get(), stored.place(), span));
      }
    }
    body.report(
        TextCode.TYPE_MISMATCH
            .at("`fib_lookup` takes the packet and its IP header", span, "")
            .help("write `fib_lookup(packet, ip)` where `ip` is an `ipv4()` or `ipv6()`"));
    return value(Poison.at(span));
  }

  private Expr redirect(String name, Expression.Call call) {
    Span span = call.span();
    boolean peer = name.equals("redirect_peer");
    int given = call.arguments().size();
    if (given != 1 && given != 2) {
      count(call, 1, name + "(ifindex)");
      return Poison.at(span);
    }
    Expr ifindex = expressions.value(call.arguments().getFirst(), Type.U32);
    Expr flags =
        given == 2
            ? expressions.value(call.arguments().get(1), Type.U64)
            : new Expr.Const(0, Type.U64, span);
    Optional<Helper> helper = helpers.require(name, span);
    if (helper.isEmpty() || Poison.is(ifindex) || Poison.is(flags)) {
      return Poison.at(span);
    }
    boolean egress = body.hook().map(hook -> hook.name().endsWith("egress")).orElse(false);
    if (peer && egress) {
      body.report(
          TextCode.HELPER_NOT_AT_HOOK
              .at("`redirect_peer` works at ingress only", span, "drops the packet at egress")
              .help("use `redirect(ifindex)`"));
      return Poison.at(span);
    }
    return new Expr.CallHelper(
        helper.get(),
        List.of(new Argument.Value(ifindex), new Argument.Value(flags)),
        Type.VERDICT,
        span);
  }

  private Expr redirectNeigh(Expression.Call call) {
    Span span = call.span();
    if (!count(call, 1, "redirect_neigh(ifindex)` or `redirect_neigh(route)")) {
      return Poison.at(span);
    }
    Expression written = call.arguments().getFirst();
    Meaning meaning = expressions.meaning(written, Type.U32);
    Optional<Helper> helper = helpers.require("redirect_neigh", span);
    if (helper.isEmpty()) {
      return Poison.at(span);
    }
    List<Argument> arguments = new ArrayList<>();
    if (meaning instanceof Meaning.Stored(Place route, _) && FibRoutes.isRoute(route.type())) {
      Expr hop = FibLookup.nextHop(route, span);
      arguments.add(new Argument.Value(FibLookup.field(route, "ifindex", span)));
      arguments.add(new Argument.Memory(new Place.Temporary(hop)));
      arguments.add(new Argument.Value(new Expr.Const(hop.type().sizeBytes(), Type.U32, span)));
    } else {
      Expr ifindex =
          expressions.conversions().coerce(expressions.value(meaning, written.span()), Type.U32);
      if (Poison.is(ifindex)) {
        return ifindex;
      }
      arguments.add(new Argument.Value(ifindex));
      arguments.add(new Argument.Null());
      arguments.add(new Argument.Value(new Expr.Const(0, Type.U32, span)));
    }
    arguments.add(new Argument.Value(new Expr.Const(0, Type.U64, span)));
    return new Expr.CallHelper(helper.get(), arguments, Type.VERDICT, span);
  }

  private Expr tailCall(Expression.Call call, Span span) {
    if (!count(call, 2, "tail_call(table, index)")) {
      return Poison.at(span);
    }
    Meaning table = expressions.meaning(call.arguments().getFirst(), null);
    Expr index = expressions.value(call.arguments().get(1), Type.U32);
    Optional<Helper> helper = helpers.require("tail_call", span);
    boolean program = table instanceof Meaning.OfMap(var map) && map.type() == MapType.PROG_ARRAY;
    if (!program) {
      body.report(
          TextCode.TYPE_MISMATCH.at(
              "`tail_call` takes a `prog_array`", call.arguments().getFirst().span(), ""));
      return Poison.at(span);
    }
    if (helper.isEmpty() || Poison.is(index)) {
      return Poison.at(span);
    }
    body.useContext();
    return new Expr.CallHelper(
        helper.get(),
        List.of(
            new Argument.Context(),
            new Argument.OfMap(((Meaning.OfMap) table).map()),
            new Argument.Value(index)),
        Type.NONE,
        span);
  }

  /// `raw()` of network-order numbers, and the atomic updates of host-order ones.
  Optional<Expr> scalarMethod(Meaning.Stored stored, Name name, Expression.Call call) {
    Place place = stored.place();
    Span span = call.span();
    if (place.type() instanceof Type.Be be && name.text().equals("raw")) {
      count(call, 0, "value.raw()");
      return Optional.of(
          Conversions.fold(
              new Expr.Convert(
                  Expr.Conversion.REINTERPRET,
                  new Expr.Load(place, span),
                  new Type.Int(be.bytes(), false),
                  span)));
    }
    Expr.AtomicOp op = ATOMICS.get(name.text());
    if (op == null || !(place.type() instanceof Type.Int)) {
      return Optional.empty();
    }
    boolean exchange = op == Expr.AtomicOp.COMPARE_EXCHANGE;
    String shape = exchange ? "field.compare_exchange(expected, new)" : "field." + name + "(value)";
    if (!count(call, exchange ? 2 : 1, shape) || !atomic(stored, span)) {
      return Optional.of(Poison.at(span));
    }
    List<Expr> values = new ArrayList<>();
    for (Expression argument : call.arguments()) {
      values.add(expressions.value(argument, place.type()));
    }
    Optional<Expr> expected = exchange ? Optional.of(values.getFirst()) : Optional.empty();
    return Optional.of(new Expr.Atomic(op, place, values.getLast(), expected, place.type(), span));
  }

  /// Whether the place can be updated atomically; reports otherwise.
  boolean atomic(Meaning.Stored stored, Span span) {
    Place place = stored.place();
    boolean size = place.type() instanceof Type.Int(int bytes, _) && bytes >= 4;
    if (size && stored.writable() && shared(place)) {
      return true;
    }
    body.report(
        TextCode.BAD_ATOMIC.at(
            "this cannot be updated atomically",
            span,
            !size
                ? "`" + place.type() + "` is not 4 or 8 bytes"
                : stored.writable() ? "not in a map value or global variable" : stored.whyNot()));
    return false;
  }

  private static boolean shared(Place place) {
    return switch (place) {
      case Place.OfGlobal _ -> true;
      case Place.Deref(Expr view, _) ->
          view.type() instanceof Type.View(_, Type.Origin origin, _)
              && origin != Type.Origin.PACKET;
      case Place.Field(Place base, _) -> shared(base);
      case Place.Element element -> shared(element.base());
      case Place.Local _, Place.Bits _, Place.Context _, Place.SocketField _, Place.Temporary _ ->
          false;
    };
  }
}
