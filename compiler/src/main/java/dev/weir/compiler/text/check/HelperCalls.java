// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.ArgKind;
import dev.weir.bytecode.kernel.ArgType;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.typed.Argument;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Lookup;
import dev.weir.compiler.text.typed.MapDeclaration;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks calls of kernel helpers by their kernel names.
///
/// The context argument may be left out; memory and its size are one argument, a value.
final class HelperCalls {
  /// Results that are not the usual 64-bit number.
  private static final Map<String, Type> RESULTS =
      Map.ofEntries(
          Map.entry("get_prandom_u32", Type.U32),
          Map.entry("get_smp_processor_id", Type.U32),
          Map.entry("get_hash_recalc", Type.U32),
          Map.entry("get_cgroup_classid", Type.U32),
          Map.entry("get_socket_uid", Type.U32),
          Map.entry("ktime_get_ns", Type.U64),
          Map.entry("ktime_get_boot_ns", Type.U64),
          Map.entry("ktime_get_coarse_ns", Type.U64),
          Map.entry("ktime_get_tai_ns", Type.U64),
          Map.entry("jiffies64", Type.U64),
          Map.entry("get_socket_cookie", Type.U64),
          Map.entry("get_netns_cookie", Type.U64),
          Map.entry("get_current_pid_tgid", Type.U64),
          Map.entry("get_current_uid_gid", Type.U64),
          Map.entry("get_current_cgroup_id", Type.U64),
          Map.entry("skb_cgroup_id", Type.U64),
          Map.entry("redirect", Type.VERDICT),
          Map.entry("redirect_peer", Type.VERDICT),
          Map.entry("redirect_neigh", Type.VERDICT));

  private final Body body;
  private final Expressions expressions;

  HelperCalls(Body body, Expressions expressions) {
    this.body = body;
    this.expressions = expressions;
  }

  /// The helper as the hook has it; reports when the hook, the target or the licence do not permit
  /// it.
  Optional<Helper> require(String name, Span span) {
    if (body.hook().isEmpty()) {
      body.report(
          TextCode.NOT_CONSTANT.at("a call is not a constant", span, "known only at run time"));
      return Optional.empty();
    }
    Hook hook = body.hook().get();
    Optional<Helper> helper = Helpers.at(hook, name);
    if (helper.isEmpty()) {
      body.report(notHere(name, hook, span));
      return Optional.empty();
    }
    KernelVersion since = Helpers.since(helper.get(), hook).orElseThrow();
    KernelVersion target = body.session().target();
    if (!target.atLeast(since) && since.compareTo(hook.since()) > 0) {
      body.report(
          TextCode.TARGET_TOO_OLD
              .at(
                  "`"
                      + name
                      + "` needs kernel "
                      + since
                      + " at `"
                      + hook.name()
                      + "`, the target is "
                      + target,
                  span,
                  "not in kernel " + target)
              .help(
                  "compile with `--target " + since + "` or test `when kernel >= " + since + "`"));
      return Optional.empty();
    }
    if (helper.get().gplOnly() && !body.session().gplCompatible()) {
      body.report(
          TextCode.LICENSE
              .at(
                  "`" + name + "` may only be called under a GPL-compatible licence",
                  span,
                  "the licence is \"" + body.session().license() + "\"")
              .help("write `license \"GPL\"` or `license \"Dual MIT/GPL\"`"));
      return Optional.empty();
    }
    return helper;
  }

  private static Problem notHere(String name, Hook hook, Span span) {
    Problem problem =
        TextCode.HELPER_NOT_AT_HOOK.at(
            "`" + hook.name() + "` cannot call `" + name + "`", span, "not at this hook");
    List<String> hooks =
        Helpers.byName(name).map(Helpers::hooksOf).orElse(List.of()).stream()
            .map(Hook::name)
            .toList();
    return hooks.isEmpty() ? problem : problem.help("hooks that can: " + Verdicts.shortList(hooks));
  }

  /// A call as written.
  Meaning call(Name name, List<Expression> written, Span span) {
    Optional<Helper> found = require(name.text(), span);
    if (found.isEmpty()) {
      written.forEach(argument -> expressions.meaning(argument, null));
      return new Meaning.Value(Poison.at(span));
    }
    Helper helper = found.get();
    Optional<List<Argument>> arguments = arguments(helper, written, span);
    return arguments
        .map(list -> result(helper, list, span))
        .orElseGet(() -> new Meaning.Value(Poison.at(span)));
  }

  private Meaning result(Helper helper, List<Argument> arguments, Span span) {
    if (helper.changesPacketData()) {
      body.changePacket(span, helper.name());
    }
    return switch (helper.returns().kind()) {
      case INTEGER -> value(helper, arguments, RESULTS.getOrDefault(helper.name(), Type.I64), span);
      case VOID -> value(helper, arguments, Type.NONE, span);
      case SOCKET, SOCK_COMMON -> {
        Type socket =
            new Type.Socket(helper.returns().kind() == dev.weir.bytecode.kernel.ReturnKind.SOCKET);
        Expr call = new Expr.CallHelper(helper, arguments, socket, span);
        yield new Meaning.Absent(new Lookup.Nullable(call, helper.acquires(), span));
      }
      case MAP_VALUE, TCP_SOCK, RINGBUF_MEM, DYNPTR_MEM, MEM_OR_BTF_ID, BTF_ID -> {
        body.report(notCallable(helper, span));
        yield new Meaning.Value(Poison.at(span));
      }
    };
  }

  private static Meaning value(Helper helper, List<Argument> arguments, Type type, Span span) {
    return new Meaning.Value(new Expr.CallHelper(helper, arguments, type, span));
  }

  private static Problem notCallable(Helper helper, Span span) {
    Problem problem =
        TextCode.HELPER_NOT_AT_HOOK.at(
            "`" + helper.name() + "` cannot be called by its name", span, "no such call");
    return switch (helper.name()) {
      case "map_lookup_elem" -> problem.help("write `map[key]`");
      case "sk_storage_get" -> problem.help("write `storage.get(socket)`");
      case "ringbuf_reserve" -> problem.help("write `buffer.emit(Record { ... })`");
      default -> problem;
    };
  }

  /// One argument for each of the helper's, from those written.
  private Optional<List<Argument>> arguments(Helper helper, List<Expression> written, Span span) {
    List<Argument> arguments = new ArrayList<>();
    int next = 0;
    boolean failed = false;
    Optional<MapDeclarationRef> map = Optional.empty();
    for (ArgType type : helper.args()) {
      if (type.kind() == ArgKind.CTX) {
        boolean given = next < written.size() && isContext(written.get(next));
        next += given ? 1 : 0;
        body.useContext();
        arguments.add(new Argument.Context());
        continue;
      }
      if (type.size() && arguments.getLast() instanceof Argument.Memory(Place place)) {
        arguments.add(size(place, span));
        continue;
      }
      if (next >= written.size()) {
        return wrongCount(helper, written.size(), span);
      }
      Optional<Argument> argument = argument(helper, type, written.get(next), map);
      if (argument.isPresent() && argument.get() instanceof Argument.OfMap(var declared)) {
        map = Optional.of(new MapDeclarationRef(declared));
      }
      failed |= argument.isEmpty();
      arguments.add(argument.orElse(new Argument.Null()));
      next++;
    }
    if (next < written.size()) {
      return wrongCount(helper, written.size(), span);
    }
    return failed ? Optional.empty() : Optional.of(arguments);
  }

  /// The map argument that key and value arguments belong to.
  private record MapDeclarationRef(MapDeclaration map) {}

  private boolean isContext(Expression expression) {
    return expression instanceof Expression.Reference(Name name)
        && body.scope().find(name.text()).orElse(null) instanceof Scope.Binding.Context;
  }

  private static Argument size(Place place, Span span) {
    return new Argument.Value(new Expr.Const(place.type().sizeBytes(), Type.U32, span));
  }

  private Optional<List<Argument>> wrongCount(Helper helper, int found, Span span) {
    long wanted =
        helper.args().stream().filter(type -> type.kind() != ArgKind.CTX && !type.size()).count();
    body.report(
        TextCode.ARGUMENT_COUNT.at(
            "`"
                + helper.name()
                + "` takes "
                + wanted
                + (wanted == 1 ? " argument" : " arguments")
                + " besides the context, found "
                + found,
            span,
            "wrong number of arguments"));
    return Optional.empty();
  }

  private Optional<Argument> argument(
      Helper helper, ArgType type, Expression written, Optional<MapDeclarationRef> map) {
    return switch (type.kind()) {
      case ANYTHING, CONST_SIZE, CONST_SIZE_OR_ZERO, CONST_ALLOC_SIZE_OR_ZERO -> scalar(written);
      case CONST_MAP_PTR -> {
        Meaning meaning = expressions.meaning(written, null);
        if (meaning instanceof Meaning.OfMap(var declared)) {
          yield Optional.of(new Argument.OfMap(declared));
        }
        body.report(TextCode.TYPE_MISMATCH.at("expected a map", written.span(), "not a map"));
        yield Optional.empty();
      }
      case MAP_KEY -> memory(type, written, map.flatMap(ref -> ref.map().key()));
      case MAP_VALUE -> memory(type, written, map.flatMap(ref -> ref.map().value()));
      case MEM, FIXED_SIZE_MEM -> memory(type, written, Optional.empty());
      case SOCK_COMMON, SOCKET, BTF_ID_SOCK_COMMON -> socket(written);
      case CTX,
          BTF_ID,
          PERCPU_BTF_ID,
          SPIN_LOCK,
          TIMER,
          STACK,
          FUNC,
          CONST_STR,
          DYNPTR,
          RINGBUF_MEM,
          KPTR_XCHG_DEST -> {
        body.report(notCallable(helper, written.span()));
        yield Optional.empty();
      }
    };
  }

  private Optional<Argument> scalar(Expression written) {
    Expr value = expressions.value(written, Expressions.untyped(written) ? Type.U64 : null);
    if (value.type().scalar()) {
      return Optional.of(new Argument.Value(value));
    }
    if (!Poison.is(value)) {
      body.report(
          TextCode.TYPE_MISMATCH.at(
              "found `" + value.type() + "`, expected a number", written.span(), "not a number"));
    }
    return Optional.empty();
  }

  private Optional<Argument> memory(ArgType type, Expression written, Optional<Type> expected) {
    if (type.writes()) {
      Meaning meaning = expressions.meaning(written, null);
      if (meaning instanceof Meaning.Stored stored
          && stored.writable()
          && !(stored.place() instanceof Place.Context)
          && !(stored.place() instanceof Place.Bits)) {
        return Optional.of(new Argument.Memory(stored.place()));
      }
      if (!(meaning instanceof Meaning.Value(Expr expr) && Poison.is(expr))) {
        body.report(
            TextCode.NOT_ASSIGNABLE
                .at("the helper writes here", written.span(), "cannot be written")
                .help("pass a `var`"));
      }
      return Optional.empty();
    }
    Expr value = expressions.value(written, expected.orElse(null));
    if (value.type().scalar() || value.type().aggregate()) {
      return Optional.of(new Argument.Memory(new Place.Temporary(value)));
    }
    if (!Poison.is(value)) {
      body.report(
          TextCode.TYPE_MISMATCH.at(
              "found `" + value.type() + "`, expected a value in memory", written.span(), ""));
    }
    return Optional.empty();
  }

  private Optional<Argument> socket(Expression written) {
    Expr value = expressions.value(written, null);
    if (value.type() instanceof Type.Socket) {
      return Optional.of(new Argument.Value(value));
    }
    if (!Poison.is(value)) {
      body.report(
          TextCode.TYPE_MISMATCH.at(
              "found `" + value.type() + "`, expected a socket", written.span(), "not a socket"));
    }
    return Optional.empty();
  }
}
