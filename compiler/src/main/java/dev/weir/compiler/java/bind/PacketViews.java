// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.PacketAccess;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.java.lower.Anchor;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.FlowState;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.surface.Packets;
import dev.weir.compiler.text.typed.Header;
import dev.weir.compiler.text.typed.Type;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Headers of packets: asking for them, and what views of them point at. One for a compilation.
final class PacketViews {
  private static final Pattern WORD = Pattern.compile("_([a-z])");
  private static final Map<Header, Type.Struct> LAYOUTS = layouts();
  private final Map<FunctionBuilder, Packets> functions = new IdentityHashMap<>();

  /// What is proven of the packet on a way through a function.
  private record Known(Packets.State state) implements FlowState {
    static final Known START = new Known(Packets.State.START);

    @Override
    public FlowState join(FlowState other) {
      return other instanceof Known known ? new Known(state.join(known.state)) : START;
    }

    @Override
    public FlowState packetMoved() {
      return START;
    }
  }

  /// Where a header is.
  ///
  /// @param id of its place; empty for a constant distance from the packet's start
  /// @param end bytes from the packet's start to the end of the header, for a constant distance
  private record InPacket(PacketViews views, String id, int end) implements Anchor {
    @Override
    public Value pointer(Call call) {
      Packets packets = views.packets(call);
      return id.isEmpty() ? packets.start() : packets.pointer(packets.place(id));
    }

    @Override
    public Optional<Problem> stale(Call call) {
      Packets.State state = call.flow(Known.class, Known.START).state();
      boolean valid = id.isEmpty() ? state.proven() >= end : state.shifted().contains(id);
      return valid ? Optional.empty() : Optional.of(moved(call));
    }
  }

  private static Problem moved(Call call) {
    return LibraryCode.STALE_VIEW
        .at("the header may have moved", call.span(), "asked for before the packet was changed")
        .help("ask for it again after the call that changes the packet");
  }

  private record Surroundings(Call call) implements Packets.Program {
    @Override
    public Hook hook() {
      return call.hook();
    }

    @Override
    public Value context() {
      return call.context();
    }

    @Override
    public void abort(long verdict) {
      call.end(verdict);
    }
  }

  /// The packet, with what is known of it here.
  private Packets packets(Call call) {
    Packets packets =
        functions.computeIfAbsent(
            call.builder(), builder -> new Packets(builder, new Surroundings(call)));
    packets.restore(call.flow(Known.class, Known.START).state());
    return packets;
  }

  /// The header that a class of the library stands for.
  static Optional<Header> ofClass(String simpleName) {
    return Arrays.stream(Header.values())
        .filter(header -> header.layout().name().equals(simpleName))
        .findFirst();
  }

  /// The layout of a header with Java's names of its fields.
  static Type.Struct layout(Header header) {
    return java.util.Objects.requireNonNull(LAYOUTS.get(header));
  }

  private static Map<Header, Type.Struct> layouts() {
    Map<Header, Type.Struct> all = new EnumMap<>(Header.class);
    for (Header header : Header.values()) {
      Type.Struct struct = header.layout();
      List<Type.Field> fields =
          struct.fields().stream()
              .map(f -> new Type.Field(javaName(f.name()), f.type(), f.offset(), f.doc()))
              .toList();
      all.put(header, new Type.Struct(struct.name(), struct.size(), 1, fields, ""));
    }
    return all;
  }

  /// `dstPort` for `dst_port`.
  static String javaName(String name) {
    return WORD.matcher(name).replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
  }

  /// A header that the packet is asked for: right at the start, or behind Ethernet.
  Operand first(Call call, Header wanted) {
    Hook hook = call.hook();
    if (hook.packet() == PacketAccess.NONE) {
      return call.failed(
          LibraryCode.CONTEXT_FIELD.at(
              "`" + hook.name() + "` does not show the packet's bytes",
              call.span(),
              "no headers here"));
    }
    boolean layer3 = hook.program() == ProgramType.CGROUP_SKB;
    boolean ip = wanted == Header.IPV4 || wanted == Header.IPV6;
    if (layer3 && !ip) {
      return call.failed(
          LibraryCode.CONTEXT_FIELD
              .at(
                  "at `" + hook.name() + "` packets start with the IP header",
                  call.span(),
                  "not in this packet")
              .help("ask for `ipv4()` or `ipv6()`"));
    }
    if (layer3 || wanted == Header.ETHERNET) {
      return parse(call, wanted, Optional.empty());
    }
    return parse(
        call, wanted, Optional.of(new Packets.Found(Header.ETHERNET, new Packets.Fixed(0))));
  }

  /// The header behind another.
  Operand next(Call call, Header header, Header wanted) {
    Optional<Packets.Place> place = place(call, header);
    return place.isEmpty()
        ? new Operand.Failed()
        : parse(call, wanted, Optional.of(new Packets.Found(header, place.get())));
  }

  /// Where the header is that the receiver views; empty after a report.
  Optional<Packets.Place> place(Call call, Header header) {
    Operand.View view = call.view(0, layout(header));
    if (!(view.anchor() instanceof InPacket in)) {
      return Optional.empty();
    }
    Optional<Problem> stale = in.stale(call);
    stale.ifPresent(call::report);
    return stale.isPresent()
        ? Optional.empty()
        : Optional.of(
            in.id().isEmpty() ? new Packets.Fixed(view.offset()) : packets(call).place(in.id()));
  }

  /// Bytes from the packet's start to a place.
  Value offset(Call call, Packets.Place place) {
    return packets(call).offset(place);
  }

  private Operand parse(Call call, Header wanted, Optional<Packets.Found> from) {
    FunctionBuilder builder = call.builder();
    Packets packets = packets(call);
    Known before = new Known(packets.state());
    Block absent = builder.newBlock();
    String id = call.site() + "/" + wanted.method() + at(from);
    if (from.isPresent() && from.get().header() == Header.ETHERNET) {
      packets.require(Header.ETHERNET.layout().size() + wanted.layout().size(), absent);
    }
    Packets.Place place = packets.parse(wanted, from, id, absent);
    Known found = new Known(packets.state());
    builder.seal(absent);
    call.setFlow(Known.class, before);
    Operand.Arm missing = call.arm(absent, new Operand.Null());
    call.setFlow(Known.class, found);
    return new Operand.Forked(
        List.of(call.arm(builder.currentBlock(), view(call, wanted, place)), missing));
  }

  /// Distances of the same request may differ by what is in front.
  private static String at(Optional<Packets.Found> from) {
    return from.isPresent() && from.get().place() instanceof Packets.Fixed(int offset)
        ? " " + offset
        : "";
  }

  private Operand.View view(Call call, Header header, Packets.Place place) {
    boolean writable = call.hook().packet() == PacketAccess.WRITE;
    int size = header.layout().size();
    return switch (place) {
      case Packets.Fixed(int offset) ->
          new Operand.View(
              layout(header),
              new InPacket(this, "", offset + size),
              offset,
              Memory.PACKET,
              writable,
              Set.of());
      case Packets.Shifted s ->
          new Operand.View(
              layout(header),
              new InPacket(this, s.id(), 0),
              s.offset(),
              Memory.PACKET,
              writable,
              Set.of());
    };
  }
}
