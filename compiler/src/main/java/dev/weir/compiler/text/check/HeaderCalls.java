// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.PacketAccess;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.typed.Argument;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Header;
import dev.weir.compiler.text.typed.Lookup;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Checks requests for packet headers and other parts of the packet.
final class HeaderCalls {
  private final Body body;
  private final Expressions expressions;
  private final HelperCalls helpers;

  HeaderCalls(Body body, Expressions expressions, HelperCalls helpers) {
    this.body = body;
    this.expressions = expressions;
    this.helpers = helpers;
  }

  /// The header whose fixed part is the type.
  static Optional<Header> of(Type type) {
    return Arrays.stream(Header.values())
        .filter(header -> header.layout().equals(type))
        .findFirst();
  }

  private static boolean startsAtLayer3(Hook hook) {
    return hook.program() == ProgramType.CGROUP_SKB;
  }

  /// A method of the packet itself.
  Meaning packetMethod(Name name, Expression.Call call) {
    Hook hook = body.hook().orElseThrow();
    Span span = call.span();
    if (hook.packet() == PacketAccess.NONE) {
      body.report(
          TextCode.UNKNOWN_MEMBER.at(
              "the context of `" + hook.name() + "` has no `" + name + "`",
              name.span(),
              "not found"));
      return new Meaning.Value(Poison.at(span));
    }
    if (name.text().equals("read")) {
      return read(name, call);
    }
    Optional<Header> header = Header.byMethod(name.text());
    boolean layer3 = startsAtLayer3(hook);
    if (header.isPresent() && arguments(call)) {
      Header wanted = header.get();
      if (wanted == Header.ETHERNET && !layer3
          || layer3 && (wanted == Header.IPV4 || wanted == Header.IPV6)) {
        return new Meaning.Absent(parse(wanted, Optional.empty(), span));
      }
      if (!layer3 && Header.ETHERNET.next().contains(wanted)) {
        Lookup ethernet = parse(Header.ETHERNET, Optional.empty(), span);
        return then(ethernet, Header.ETHERNET, wanted, span);
      }
    }
    body.report(noPacketMethod(hook, name, layer3));
    return new Meaning.Value(Poison.at(span));
  }

  private static Problem noPacketMethod(Hook hook, Name name, boolean layer3) {
    Problem problem =
        TextCode.UNKNOWN_MEMBER.at("the packet has no `" + name + "`", name.span(), "not found");
    if (name.text().equals("ethernet")) {
      return problem.help("at `" + hook.name() + "` packets start with the IP header: `ipv4()`");
    }
    if (Header.byMethod(name.text()).isPresent()) {
      return problem.help(
          "ask the IP header: `packet.ipv4()` or `packet.ipv6()`, then `." + name + "()`");
    }
    List<String> known =
        layer3
            ? List.of("ipv4", "ipv6", "read", "cookie")
            : List.of("ethernet", "arp", "ipv4", "ipv6", "read", "cookie");
    return Names.suggest(problem, name.text(), known, "did you mean")
        .help("the packet has: " + String.join(", ", known));
  }

  private boolean arguments(Expression.Call call) {
    if (!call.arguments().isEmpty()) {
      body.report(
          TextCode.ARGUMENT_COUNT.at("a header takes no arguments", call.span(), "expected none"));
    }
    return true;
  }

  private Lookup parse(Header header, Optional<Variable> from, Span span) {
    body.useContext();
    boolean writable = body.hook().map(hook -> hook.packet() == PacketAccess.WRITE).orElse(false);
    Type.View view = new Type.View(header.layout(), Type.Origin.PACKET, writable);
    return new Lookup.ParseHeader(header, from, view, span);
  }

  private Meaning then(Lookup first, Header found, Header wanted, Span span) {
    Variable hidden = body.hidden(found.method(), first.type(), span);
    Lookup second = parse(wanted, Optional.of(hidden), span);
    return new Meaning.Absent(new Lookup.Then(first, hidden, second, span));
  }

  /// A method of something that may be absent: the next header, absent as well when the first one
  /// is.
  Meaning chain(Meaning.Absent absent, Name name, Expression.Call call, Span at) {
    Optional<Header> found =
        absent.lookup().type() instanceof Type.View(Type target, _, _)
            ? of(target)
            : Optional.empty();
    if (found.isEmpty()) {
      expressions.notHandled(absent, at);
      return new Meaning.Value(Poison.at(call.span()));
    }
    Optional<Header> wanted = Header.byMethod(name.text()).filter(found.get().next()::contains);
    if (wanted.isPresent() && arguments(call)) {
      return then(absent.lookup(), found.get(), wanted.get(), call.span());
    }
    if (Header.byMethod(name.text()).isEmpty()) {
      expressions.notHandled(absent, at);
    } else {
      body.report(notAfter(found.get(), name));
    }
    return new Meaning.Value(Poison.at(call.span()));
  }

  private static Problem notAfter(Header header, Name name) {
    List<String> next = header.next().stream().map(each -> each.method() + "()").toList();
    return TextCode.UNKNOWN_MEMBER
        .at(
            "`" + name + "` does not follow `" + header.method() + "`",
            name.span(),
            "not in this header")
        .help(
            next.isEmpty()
                ? "nothing follows `" + header.method() + "`"
                : "what may follow: " + String.join(", ", next));
  }

  /// A method of a header that is there; empty when it is no header or the method is none of a
  /// header.
  Optional<Meaning> headerMethod(Meaning.Stored stored, Name name, Expression.Call call) {
    Optional<Header> header = of(stored.place().type());
    Optional<Variable> view = view(stored.place());
    if (header.isEmpty() || view.isEmpty()) {
      return Optional.empty();
    }
    if (name.text().equals("offset")) {
      arguments(call);
      return Optional.of(new Meaning.Value(new Expr.HeaderOffset(view.get(), call.span())));
    }
    Optional<Header> wanted = Header.byMethod(name.text());
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    arguments(call);
    if (!header.get().next().contains(wanted.get())) {
      body.report(notAfter(header.get(), name));
      return Optional.of(new Meaning.Value(Poison.at(call.span())));
    }
    return Optional.of(new Meaning.Absent(parse(wanted.get(), view, call.span())));
  }

  /// The variable that is the view whose target the place is.
  static Optional<Variable> view(Place place) {
    return place instanceof Place.Deref(Expr.Load(Place.Local(Variable variable), _), _)
        ? Optional.of(variable)
        : Optional.empty();
  }

  /// `packet.read<T>(offset)`: a copy of bytes of the packet.
  private Meaning read(Name name, Expression.Call call) {
    Optional<Type> type = expressions.calls().typeArgument(call);
    Span span = call.span();
    if (type.isEmpty() || call.arguments().size() != 1) {
      body.report(
          TextCode.ARGUMENT_COUNT
              .at("`read` takes a type and an offset", span, "")
              .help("write `packet.read<TYPE>(offset)`"));
      return new Meaning.Value(Poison.at(span));
    }
    Expr offset = expressions.value(call.arguments().getFirst(), Type.U32);
    boolean xdp = body.hook().map(hook -> hook.program() == ProgramType.XDP).orElse(false);
    String helperName = xdp ? "xdp_load_bytes" : "skb_load_bytes";
    var helper = helpers.require(helperName, name.span());
    if (Poison.is(offset) || type.get().equals(Type.NEVER) || helper.isEmpty()) {
      return new Meaning.Value(Poison.at(span));
    }
    body.useContext();
    Variable target = body.hidden("read", type.get(), span);
    Expr load =
        new Expr.CallHelper(
            helper.get(),
            List.of(
                new Argument.Context(),
                new Argument.Value(offset),
                new Argument.Memory(new Place.Local(target)),
                new Argument.Value(new Expr.Const(type.get().sizeBytes(), Type.U32, span))),
            Type.I64,
            span);
    return new Meaning.Absent(new Lookup.Filled(load, target, span));
  }
}
