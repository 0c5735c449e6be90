// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.java.lower.Anchor;
import dev.weir.compiler.java.lower.Binding;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.java.lower.Range;
import dev.weir.compiler.surface.FibRoutes;
import dev.weir.compiler.surface.FieldAccess;
import dev.weir.compiler.text.typed.Header;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Lookups in the kernel's routing table, and the routes they give.
final class Fibs {
  private static final String FIB = "dev.weir.dsl.Fib";
  private static final ClassDesc ROUTE = ClassDesc.of("dev.weir.dsl.Route");
  private static final long VERSION_MASK = 0xffff_ff0fL;

  private Fibs() {}

  static void addTo(Map<String, Binding.Table> classes) {
    classes.put("Fib$Ok", component("Ok", "route"));
    classes.put("Fib$NoNeighbour", component("NoNeighbour", "route"));
    classes.put("Fib$FragmentationNeeded", component("FragmentationNeeded", "mtu"));
    classes.put("Route", (_, name, _) -> Optional.of(call -> member(call, name)));
  }

  private static ClassDesc outcome(String name) {
    return ClassDesc.of(FIB + "$" + name);
  }

  /// What a lookup said.
  ///
  /// @param tag `BPF_FIB_LKUP_RET_*`, or negative
  /// @param route `struct bpf_fib_lookup` on the stack
  private record Result(Operand.Scalar tag, Operand.View route) implements Operand.Variant {
    private static final List<ClassDesc> VARIANTS =
        FibRoutes.OUTCOMES.stream().map(Fibs::outcome).toList();

    @Override
    public ClassDesc type() {
      return ClassDesc.of(FIB);
    }

    @Override
    public Object shape() {
      return route;
    }

    @Override
    public List<Value> values() {
      return List.of(tag.value());
    }

    @Override
    public Operand.Special with(List<Value> values) {
      return new Result(new Operand.Scalar(tag.type(), values.getFirst(), tag.range()), route);
    }

    @Override
    public Operand.Variant with(Operand.Scalar better) {
      return new Result(better, route);
    }

    @Override
    public List<ClassDesc> variants() {
      return VARIANTS;
    }

    @Override
    public ClassDesc otherwise() {
      return outcome("NotForwarded");
    }

    @Override
    public Set<Integer> slots() {
      return route.slots();
    }
  }

  /// A route.
  record Route(Operand.View memory) implements Operand.Special {
    @Override
    public ClassDesc type() {
      return ROUTE;
    }

    @Override
    public Object shape() {
      return memory;
    }

    @Override
    public List<Value> values() {
      return List.of();
    }

    @Override
    public Operand.Special with(List<Value> values) {
      return this;
    }

    @Override
    public Set<Integer> slots() {
      return memory.slots();
    }

    /// Whether it is of IPv6.
    boolean ipv6() {
      return memory.target().equals(FibRoutes.V6);
    }

    /// A field of `struct bpf_fib_lookup`.
    Operand.View part(String name) {
      Type.Field field = ((Type.Struct) memory.target()).field(name).orElseThrow();
      return memory.part(field.type(), field.offset());
    }
  }

  /// Fresh memory, found by its slot wherever the result of the lookup goes.
  private static Operand.View slot(Operand.View fresh) {
    int slot = fresh.slots().iterator().next();
    return new Operand.View(
        fresh.target(), new Anchor.InSlot(slot), 0, fresh.memory(), true, fresh.slots());
  }

  /// `Packet.lookup`.
  static Operand lookup(Call call) {
    boolean ipv6 =
        call.argument(1) instanceof Operand.View view
            && view.target().equals(PacketViews.layout(Header.IPV6));
    Header header = ipv6 ? Header.IPV6 : Header.IPV4;
    if (HelperCalls.require(call, "fib_lookup").isEmpty()) {
      return new Operand.Failed();
    }
    Operand.View ip = call.view(1, PacketViews.layout(header));
    Route route = new Route(slot(call.temporary(ipv6 ? FibRoutes.V6 : FibRoutes.V4, "route")));
    put(call, route, "family", call.builder().constant(IrType.I32, ipv6 ? 10 : 2));
    copy(call, ip, ipv6 ? "nextHeader" : "protocol", route, "protocol");
    copy(call, ip, "src", route, "src");
    copy(call, ip, "dst", route, "gateway");
    if (call.hook().program() == ProgramType.XDP) {
      put(call, route, "mtu", length(call, ip, ipv6));
    }
    put(call, route, "ifindex", ifindex(call));
    if (ipv6) {
      Value flow = scalar(call, ip, "versionClassFlow");
      Value mask = call.builder().constant(IrType.I32, VERSION_MASK);
      put(call, route, "flow", call.builder().binary(AluOp.AND, flow, mask));
    } else {
      copy(call, ip, "tos", route, "tos");
    }
    Value size = call.builder().constant(IrType.I64, route.memory().target().sizeBytes());
    Value flags = call.builder().constant(IrType.I64, 0);
    Value pointer = HelperCalls.pointer(call, route.memory());
    return HelperCalls.call(call, "fib_lookup", List.of(call.context(), pointer, size, flags))
        .<Operand>map(result ->
            new Result(call.ofInt(call.builder().truncate(result), Range.INT), route.memory()))
        .orElseGet(Operand.Failed::new);
  }

  private static Operand.View field(Operand.View struct, String name) {
    Type.Field field = ((Type.Struct) struct.target()).field(name).orElseThrow();
    return struct.part(field.type(), field.offset());
  }

  private static Value scalar(Call call, Operand.View struct, String name) {
    return call.load(field(struct, name), ConstantDescs.CD_int) instanceof Operand.Scalar s
        ? s.value()
        : call.builder().constant(IrType.I32, 0);
  }

  private static void copy(Call call, Operand.View ip, String from, Route route, String to) {
    call.store(call.load(field(ip, from), ConstantDescs.CD_int), route.part(to));
  }

  private static void put(Call call, Route route, String name, Value value) {
    Operand.View part = route.part(name);
    Type type = part.target() instanceof Type.Int ? Type.I32 : part.target();
    Range range =
        part.target().sizeBytes() == 4 ? Range.INT : Range.unsigned(part.target().sizeBytes() * 8);
    call.store(new Operand.Scalar(type, value, range), part);
  }

  /// The length of the packet from the IP header on, in host order. The kernel compares it with the
  /// route's MTU; where it has a socket buffer, 0 makes it compare that with the device's MTU,
  /// which lets pass what the device will segment (GSO).
  ///
  /// @kernel v6.1 net/core/filter.c bpf_skb_fib_lookup
  private static Value length(Call call, Operand.View ip, boolean ipv6) {
    Value length =
        call.builder().swap(16, scalar(call, ip, ipv6 ? "payloadLength" : "totalLength"));
    if (!ipv6) {
      return length;
    }
    Value header = call.builder().constant(IrType.I32, Header.IPV6.layout().size());
    Value whole = call.builder().binary(AluOp.ADD, length, header);
    return call.builder().binary(AluOp.AND, whole, call.builder().constant(IrType.I32, 0xffff));
  }

  /// The device that the packet came in by, or passes.
  private static Value ifindex(Call call) {
    var context = call.hook().context();
    ContextField field =
        context.field("ifindex").or(() -> context.field("ingress_ifindex")).orElseThrow();
    return FieldAccess.load(
        call.builder(), field, 0, Type.U32, call.context(), FieldAccess.effect(call.hook(), field));
  }

  private static Binding.Table component(String outcome, String name) {
    return DslBindings.byName(Map.of(name, call -> component(call, outcome)));
  }

  private static Operand component(Call call, String outcome) {
    if (!(call.argument(0) instanceof Result result)
        || !result.tag().range().equals(Range.constant(FibRoutes.OUTCOMES.indexOf(outcome)))) {
      return call.argument(0) instanceof Operand.Failed failed
          ? failed
          : call.failed(
              LibraryCode.ABSENT
                  .at("the lookup may have another outcome", call.span(), "not asked")
                  .help("ask first: `if (result instanceof Fib." + outcome + " found)`"));
    }
    Route route = new Route(result.route());
    return outcome.equals("FragmentationNeeded")
        ? call.load(route.part("mtu"), ConstantDescs.CD_int)
        : route;
  }

  private static Operand member(Call call, String name) {
    if (!(call.argument(0) instanceof Route route)) {
      return call.failed(
          LibraryCode.ABSENT.at("this is no route of a lookup", call.span(), "which lookup?"));
    }
    String wanted = name.equals("gateway6") ? "gateway" : name;
    if (wanted.equals("gateway") && name.endsWith("6") != route.ipv6()) {
      return call.failed(
          LibraryCode.CONTEXT_FIELD
              .at(
                  "`" + name + "` is not of this route",
                  call.span(),
                  "the lookup was for " + (route.ipv6() ? "IPv6" : "IPv4"))
              .help("write `" + (route.ipv6() ? "gateway6()" : "gateway()") + "`"));
    }
    return call.load(route.part(wanted), ConstantDescs.CD_int);
  }

  /// The next hop of a route as `bpf_redirect_neigh` takes it, in memory.
  static Operand.View nextHop(Call call, Route route) {
    Operand.View hop =
        call.temporary(route.ipv6() ? FibRoutes.NEXT_HOP6 : FibRoutes.NEXT_HOP4, "next_hop");
    call.store(call.load(route.part("family"), ConstantDescs.CD_int), field(hop, "family"));
    call.store(call.load(route.part("gateway"), ConstantDescs.CD_int), field(hop, "gateway"));
    if (!route.ipv6()) {
      call.store(route.part("gateway_rest"), field(hop, "gateway_rest"));
    }
    return hop;
  }
}
