// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.ArgKind;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.typed.Argument;
import dev.weir.compiler.text.typed.Block;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Lookup;
import dev.weir.compiler.text.typed.MapDeclaration;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Statement;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.List;
import java.util.Optional;

/// Checks operations on maps.
final class MapCalls {
  private static final List<String> KEYED = List.of("put", "delete", "contains");
  private static final List<String> STORAGE = List.of("get", "get_or_create", "put", "delete");

  private final Body body;
  private final Expressions expressions;
  private final HelperCalls helpers;

  MapCalls(Body body, Expressions expressions, HelperCalls helpers) {
    this.body = body;
    this.expressions = expressions;
    this.helpers = helpers;
  }

  /// `map[key]`.
  Meaning lookup(MapDeclaration map, Expression.Index index) {
    if (!keyed(map)) {
      body.report(
          unsupported(map, "`[...]`", index.span())
              .help("operations: " + String.join(", ", operations(map))));
      return new Meaning.Value(Poison.at(index.span()));
    }
    Expr key = key(map, index.index());
    if (Poison.is(key)) {
      return new Meaning.Value(key);
    }
    return find(map, key, index.span());
  }

  private Meaning find(MapDeclaration map, Expr key, Span span) {
    Optional<Helper> helper = helpers.require("map_lookup_elem", span);
    return helper
        .<Meaning>map(found ->
            new Meaning.Absent(
                pointer(
                    map,
                    found,
                    List.of(new Argument.OfMap(map), new Argument.Memory(new Place.Temporary(key))),
                    span)))
        .orElseGet(() -> new Meaning.Value(Poison.at(span)));
  }

  private static Lookup.Nullable pointer(
      MapDeclaration map, Helper helper, List<Argument> arguments, Span span) {
    boolean writable = (map.flags() & MapDeclarations.READ_ONLY) == 0;
    Type view = new Type.View(map.value().orElseThrow(), Type.Origin.MAP_VALUE, writable);
    return new Lookup.Nullable(new Expr.CallHelper(helper, arguments, view, span), false, span);
  }

  private Expr key(MapDeclaration map, Expression expression) {
    return expressions.value(expression, map.key().orElseThrow());
  }

  private static boolean keyed(MapDeclaration map) {
    return map.key().isPresent()
        && map.type() != MapType.SK_STORAGE
        && map.type() != MapType.PROG_ARRAY;
  }

  private static List<String> operations(MapDeclaration map) {
    return switch (map.type()) {
      case SK_STORAGE -> STORAGE;
      case RINGBUF -> List.of("emit");
      case PROG_ARRAY -> List.of();
      default -> KEYED;
    };
  }

  private static Problem unsupported(MapDeclaration map, String operation, Span span) {
    return TextCode.MAP_OPERATION.at(
        "`"
            + map.name()
            + "` is a `"
            + map.type().name().toLowerCase(java.util.Locale.ROOT)
            + "` map, which has no "
            + operation,
        span,
        "not for this kind of map");
  }

  /// `map.name(arguments)`.
  Meaning call(MapDeclaration map, Name name, Expression.Call call) {
    if (!operations(map).contains(name.text())) {
      Problem problem = unsupported(map, "`" + name + "`", name.span());
      problem = Names.suggest(problem, name.text(), operations(map), "did you mean");
      if (map.type() == MapType.PROG_ARRAY) {
        problem = problem.help("jump with `tail_call(" + map.name() + ", index)`");
      } else {
        problem = problem.help("operations: " + String.join(", ", operations(map)));
      }
      body.report(problem);
      return new Meaning.Value(Poison.at(call.span()));
    }
    return map.type() == MapType.SK_STORAGE
        ? storage(map, name, call)
        : new Meaning.Value(keyedCall(map, name, call));
  }

  private Expr keyedCall(MapDeclaration map, Name name, Expression.Call call) {
    List<Expression> arguments = call.arguments();
    Span span = call.span();
    return switch (name.text()) {
      case "put" -> {
        if (!count(call, 2, 3, map.name() + ".put(key, value)")) {
          yield Poison.at(span);
        }
        Expr key = key(map, arguments.getFirst());
        Expr value = expressions.value(arguments.get(1), map.value().orElseThrow());
        Argument mode = new Argument.Value(mode(arguments, span));
        yield helper("map_update_elem", span, map, memory(key), memory(value), mode);
      }
      case "delete" -> {
        if (!count(call, 1, 1, map.name() + ".delete(key)")) {
          yield Poison.at(span);
        }
        yield helper("map_delete_elem", span, map, memory(key(map, arguments.getFirst())));
      }
      case "contains" -> {
        if (!count(call, 1, 1, map.name() + ".contains(key)")) {
          yield Poison.at(span);
        }
        Meaning found = find(map, key(map, arguments.getFirst()), span);
        yield found instanceof Meaning.Absent(Lookup lookup)
            ? new Expr.Present(lookup, span)
            : Poison.at(span);
      }
      default -> {
        if (!count(call, 1, 1, map.name() + ".emit(Record { ... })")) {
          yield Poison.at(span);
        }
        Expr value = expressions.value(arguments.getFirst(), null);
        helpers.require("ringbuf_output", span);
        yield Poison.is(value) ? value : new Expr.Emit(map, value, span);
      }
    };
  }

  private static Argument memory(Expr value) {
    return new Argument.Memory(new Place.Temporary(value));
  }

  private Expr helper(String name, Span span, MapDeclaration map, Argument... rest) {
    List<Argument> arguments = new java.util.ArrayList<>(List.of(new Argument.OfMap(map)));
    arguments.addAll(List.of(rest));
    return helpers
        .require(name, span)
        .<Expr>map(helper -> new Expr.CallHelper(helper, arguments, Type.I64, span))
        .orElseGet(() -> Poison.at(span));
  }

  /// The third argument of `put`: `exist` or `noexist`.
  private Expr mode(List<Expression> arguments, Span span) {
    if (arguments.size() < 3) {
      return new Expr.Const(0, Type.U64, span);
    }
    Expression written = arguments.get(2);
    String word = written instanceof Expression.Reference(Name name) ? name.text() : "";
    long flag =
        switch (word) {
          case "noexist" -> 1;
          case "exist" -> 2;
          default -> {
            body.report(
                TextCode.MAP_OPERATION.at(
                    "the mode of `put` is `exist` or `noexist`", written.span(), "not a mode"));
            yield 0;
          }
        };
    return new Expr.Const(flag, Type.U64, written.span());
  }

  private boolean count(Expression.Call call, int least, int most, String shape) {
    int found = call.arguments().size();
    if (found >= least && found <= most) {
      return true;
    }
    body.report(
        TextCode.ARGUMENT_COUNT
            .at(
                "found "
                    + found
                    + (found == 1 ? " argument" : " arguments")
                    + ", expected "
                    + least,
                call.span(),
                "")
            .help("write `" + shape + "`"));
    return false;
  }

  private Meaning storage(MapDeclaration map, Name name, Expression.Call call) {
    boolean put = name.text().equals("put");
    int expected = put ? 2 : 1;
    Span span = call.span();
    String shape = map.name() + "." + name + (put ? "(socket, value)" : "(socket)");
    if (!count(call, expected, expected, shape)) {
      return new Meaning.Value(Poison.at(span));
    }
    String helperName = name.text().equals("delete") ? "sk_storage_delete" : "sk_storage_get";
    Optional<Helper> helper = helpers.require(helperName, span);
    Optional<Argument> socket = helper.flatMap(h -> socket(h, call.arguments().getFirst()));
    if (helper.isEmpty() || socket.isEmpty()) {
      return new Meaning.Value(Poison.at(span));
    }
    if (name.text().equals("delete")) {
      List<Argument> arguments = List.of(new Argument.OfMap(map), socket.get());
      return new Meaning.Value(new Expr.CallHelper(helper.get(), arguments, Type.I64, span));
    }
    long create = name.text().equals("get") ? 0 : 1;
    List<Argument> arguments =
        List.of(
            new Argument.OfMap(map),
            socket.get(),
            new Argument.Null(),
            new Argument.Value(new Expr.Const(create, Type.U64, span)));
    Lookup.Nullable lookup = pointer(map, helper.get(), arguments, span);
    return put
        ? new Meaning.Value(store(map, lookup, call.arguments().get(1), span))
        : new Meaning.Absent(lookup);
  }

  /// Creates the storage and stores the value there: true when there was memory for it.
  private Expr store(MapDeclaration map, Lookup.Nullable lookup, Expression written, Span span) {
    Type type = map.value().orElseThrow();
    Expr value = expressions.value(written, type);
    if (Poison.is(value)) {
      return value;
    }
    Variable copy = body.hidden("value", type, span);
    Variable view = body.hidden("storage", lookup.type(), span);
    Place target = new Place.Deref(new Expr.Load(new Place.Local(view), span), type);
    Statement assign =
        new Statement.Assign(target, new Expr.Load(new Place.Local(copy), span), span);
    Expr stored =
        new Expr.IfPresent(
            view,
            lookup,
            new Block(List.of(assign), Optional.of(truth(1, span)), Type.BOOL, span),
            new Block(List.of(), Optional.of(truth(0, span)), Type.BOOL, span),
            Type.BOOL,
            span);
    return new Expr.Do(
        new Block(
            List.of(new Statement.Let(copy, Optional.of(value), span)),
            Optional.of(stored),
            Type.BOOL,
            span));
  }

  private static Expr truth(long value, Span span) {
    return new Expr.Const(value, Type.BOOL, span);
  }

  private Optional<Argument> socket(Helper helper, Expression written) {
    Meaning meaning = expressions.meaning(written, null);
    boolean context = helper.args().get(1).kind() == ArgKind.CTX;
    if (meaning instanceof Meaning.OfContext && context) {
      body.useContext();
      return Optional.of(new Argument.Context());
    }
    Expr socket = expressions.value(meaning, written.span());
    if (socket.type() instanceof Type.Socket && !context) {
      return Optional.of(new Argument.Value(socket));
    }
    if (!Poison.is(socket)) {
      body.report(
          TextCode.TYPE_MISMATCH.at(
              "found `" + socket.type() + "`, expected a socket",
              written.span(),
              context ? "at this hook the context is the socket" : "not a socket"));
    }
    return Optional.empty();
  }
}
