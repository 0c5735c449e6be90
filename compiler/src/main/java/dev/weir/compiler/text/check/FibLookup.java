// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.compiler.surface.FibRoutes;
import dev.weir.compiler.text.typed.Argument;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Statement;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A lookup in the kernel's routing table, made of ordinary stores and a helper call.
///
/// @param helper `fib_lookup`
/// @param ip the IPv4 or IPv6 header of the packet
record FibLookup(Helper helper, Place ip, Span span) {
  /// Outcome names and the helper's results for them, `BPF_FIB_LKUP_RET_*`; negative results (a
  /// lookup the kernel refused) count as `NotForwarded`.
  static final Map<String, List<Expr.Range>> OUTCOMES = outcomes();

  private static Map<String, List<Expr.Range>> outcomes() {
    Map<String, List<Expr.Range>> all = new LinkedHashMap<>();
    for (int code = 0; code < FibRoutes.OUTCOMES.size(); code++) {
      all.put(FibRoutes.OUTCOMES.get(code), List.of(new Expr.Range(code, code)));
    }
    all.put("NotForwarded", List.of(new Expr.Range(4, 4), new Expr.Range(Integer.MIN_VALUE, -1)));
    return Collections.unmodifiableMap(all);
  }

  boolean ipv6() {
    return ip.type().toString().equals("Ipv6");
  }

  /// The type of the route.
  Type.Struct type() {
    return ipv6() ? FibRoutes.V6 : FibRoutes.V4;
  }

  /// The statement that defines the route with what the lookup needs to know of the packet.
  Statement define(Variable route, Body body) {
    Map<String, Expr> known = new LinkedHashMap<>();
    known.put("family", number(ipv6() ? 10 : 2, Type.U8));
    known.put("protocol", header(ipv6() ? "next_header" : "protocol"));
    if (hook(body).program() == ProgramType.XDP) {
      known.put("mtu", length());
    }
    known.put("ifindex", ifindex(body));
    known.put("src", header("src"));
    known.put("gateway", header("dst"));
    if (ipv6()) {
      known.put("flow", flow());
    } else {
      known.put("tos", header("tos"));
    }
    List<Expr> values = new ArrayList<>();
    for (Type.Field field : type().fields()) {
      Expr value = known.get(field.name());
      values.add(value == null ? zero(field.type()) : value);
    }
    return new Statement.Let(
        route, java.util.Optional.of(new Expr.StructValue(type(), values, span)), span);
  }

  /// The call; its result is an `i32`.
  Expr call(Variable route) {
    return new Expr.CallHelper(
        helper,
        List.of(
            new Argument.Context(),
            new Argument.Memory(new Place.Local(route)),
            new Argument.Value(number(type().size(), Type.U32)),
            new Argument.Value(number(0, Type.U32))),
        Type.I32,
        span);
  }

  private Expr header(String name) {
    return field(ip, name, span);
  }

  /// The length of the packet from the IP header on, in host order. The kernel compares it with the
  /// route's MTU; where it has a socket buffer, 0 makes it compare that with the device's MTU,
  /// which lets pass what the device will segment (GSO).
  ///
  /// @kernel v6.1 net/core/filter.c bpf_skb_fib_lookup
  private Expr length() {
    if (!ipv6()) {
      return host(header("total_length"));
    }
    Expr payload = host(header("payload_length"));
    return new Expr.Binary(Expr.BinaryOp.ADD, payload, number(40, Type.U16), Type.U16, span);
  }

  private Expr host(Expr value) {
    return new Expr.Convert(Expr.Conversion.SWAP, value, Type.U16, span);
  }

  /// Traffic class and flow label without the version, as the kernel wants them.
  private Expr flow() {
    return new Expr.Binary(
        Expr.BinaryOp.AND,
        header("version_class_flow"),
        number(0x0fff_ffff, Type.BE32),
        Type.BE32,
        span);
  }

  /// The device that the packet came in by, or passes.
  private Expr ifindex(Body body) {
    Hook hook = hook(body);
    ContextField field =
        hook.context()
            .field("ifindex")
            .or(() -> hook.context().field("ingress_ifindex"))
            .orElseThrow();
    return new Expr.Load(new Place.Context(field, 0, Type.U32), span);
  }

  private static Hook hook(Body body) {
    return body.hook().orElseThrow();
  }

  private Expr number(long value, Type type) {
    return new Expr.Const(value, type, span);
  }

  private Expr zero(Type type) {
    return switch (type) {
      case Type.Array(Type element, int count) ->
          new Expr.ArrayValue(
              new Type.Array(element, count), Collections.nCopies(count, zero(element)), span);
      case Type.Mac _, Type.Ip6 _ ->
          new Expr.Bytes(Collections.nCopies(type.sizeBytes(), (byte) 0), type, span);
      default -> number(0, type);
    };
  }

  /// A field of the structure at a place.
  static Expr field(Place place, String name, Span span) {
    Type.Struct struct = (Type.Struct) place.type();
    return new Expr.Load(new Place.Field(place, struct.field(name).orElseThrow()), span);
  }

  /// The route's next hop as `bpf_redirect_neigh` takes it.
  static Expr nextHop(Place route, Span span) {
    Expr family =
        new Expr.Convert(Expr.Conversion.WIDEN, field(route, "family", span), Type.U32, span);
    Expr gateway = field(route, "gateway", span);
    return route.type().equals(FibRoutes.V6)
        ? new Expr.StructValue(FibRoutes.NEXT_HOP6, List.of(family, gateway), span)
        : new Expr.StructValue(
            FibRoutes.NEXT_HOP4,
            List.of(family, gateway, field(route, "gateway_rest", span)),
            span);
  }
}
