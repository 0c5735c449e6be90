// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.surface;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Verdict;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Terminator.Likely;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.ir.build.Variable;
import dev.weir.compiler.text.typed.Header;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Packet pointers: loads them, proves ranges to the verifier, pulls data that is not linear.
///
/// The packet's start and end are two variables of the builder. Headers at constant offsets are
/// read through the start; a header behind one of variable length through a pointer of its own. How
/// many bytes from the start are proven is known for each point of the walk ([State]); a request
/// for more emits one check:
///
/// ```text
///     if start + n > end goto slow
/// ok: ...
/// slow:                                   cold: the bytes are not in the linear part
///     if ctx.len < n goto absent          shorter packets are not touched
///     bpf_skb_pull_data(ctx, n)           invalidates start and end, so load them again
///     prove again what was proven         the verifier forgot it
///     if start + n > end goto absent      no memory for the pull
///     goto ok
/// ```
public final class Packets {
  private static final IrType START = IrType.pointer(Region.PACKET);
  private static final IrType END = IrType.pointer(Region.PACKET_END);

  private final FunctionBuilder builder;
  private final Program program;
  private final Variable start;
  private final Variable end;
  private final Map<String, Shifted> places = new HashMap<>();
  private State state = State.START;

  /// The packet of a function that is being built.
  public Packets(FunctionBuilder builder, Program program) {
    this.builder = builder;
    this.program = program;
    this.start = builder.declareVariable("packet", START);
    this.end = builder.declareVariable("packet_end", END);
  }

  /// The program around; asked only when a packet is.
  public interface Program {
    /// Where it runs.
    Hook hook();

    /// The context pointer of the function.
    Value context();

    /// Ends the program with a verdict, on a way that is never taken.
    void abort(long verdict);
  }

  /// Where a header is.
  public sealed interface Place {}

  /// A constant distance from the packet's start.
  public record Fixed(int offset) implements Place {}

  /// A variable distance.
  ///
  /// @param id names it among the places of the function
  /// @param pointer packet start plus `shift`; set again when the packet is reloaded
  /// @param shift the variable part of the offset, an `i64`
  /// @param offset the constant part
  /// @param size bytes of the header there
  public record Shifted(String id, Variable pointer, Variable shift, int offset, int size)
      implements Place {}

  /// What is known at a point; holds no values, so it means the same in a function that is built
  /// again.
  ///
  /// @param loaded whether start and end hold valid pointers
  /// @param proven bytes from the start that may be accessed; `Integer.MAX_VALUE` where control
  ///   never is
  /// @param shifted the places of variable distance that may be accessed
  public record State(boolean loaded, int proven, List<String> shifted) {
    /// What is known where a function starts, and after the packet may have moved: nothing.
    public static final State START = new State(false, 0, List.of());

    /// Copies the list.
    public State {
      shifted = List.copyOf(shifted);
    }

    /// Where two ways meet, only what both know is known.
    public State join(State other) {
      if (proven == Integer.MAX_VALUE) {
        return other;
      }
      if (other.proven == Integer.MAX_VALUE) {
        return this;
      }
      List<String> both = new ArrayList<>(shifted);
      both.retainAll(other.shifted);
      return new State(loaded && other.loaded, Math.min(proven, other.proven), both);
    }
  }

  /// What is known here.
  public State state() {
    return state;
  }

  /// Goes back to what was known at another point.
  public void restore(State earlier) {
    state = earlier;
  }

  /// Where two ways meet, only what both know is known.
  public void join(State other) {
    state = state.join(other);
  }

  /// Control never gets here.
  public void unreachable() {
    state = new State(true, Integer.MAX_VALUE, List.of());
  }

  /// Packet pointers from before are invalid.
  public void invalidate() {
    state = State.START;
  }

  /// The packet's first byte.
  public Value start() {
    return builder.use(start);
  }

  /// A place of variable distance, by its name.
  public Shifted place(String id) {
    Shifted place = places.get(id);
    if (place == null) {
      throw new IllegalStateException("no place " + id + " in the packet");
    }
    return place;
  }

  /// The pointer of a place, to which its constant distance is added.
  public Value pointer(Place place) {
    return switch (place) {
      case Fixed _ -> start();
      case Shifted s -> builder.use(s.pointer());
    };
  }

  /// The distance of a place from the packet's first byte.
  public Value offset(Place place) {
    return switch (place) {
      case Fixed(int offset) -> builder.constant(IrType.I32, offset);
      case Shifted s -> {
        Value shift = builder.truncate(builder.use(s.shift()));
        yield builder.binary(AluOp.ADD, shift, builder.constant(IrType.I32, s.offset()));
      }
    };
  }

  /// Proves the first bytes of the packet, or goes to `absent`.
  public void require(int bytes, Block absent) {
    load();
    if (state.proven() >= bytes) {
      return;
    }
    Block ok = builder.newBlock();
    Block slow = builder.newBlock();
    check(builder.use(start), bytes, slow, ok);
    builder.seal(slow);
    builder.switchTo(slow);
    pull(builder.constant(IrType.I32, bytes), bytes, null, absent);
    builder.jump(ok);
    builder.seal(ok);
    builder.switchTo(ok);
    state = new State(true, bytes, state.shifted());
  }

  /// Proves a header at a variable offset, or goes to `absent`.
  ///
  /// @param shift the variable part of the offset, an `i64` of at most 16 bits
  /// @param offset the constant part
  /// @param size bytes of the header
  /// @param id a name for it
  private Shifted require(Value shift, int offset, int size, String id, Block absent) {
    Shifted header =
        places.computeIfAbsent(
            id,
            _ ->
                new Shifted(
                    id,
                    builder.declareVariable("header", START),
                    builder.declareVariable("shift", IrType.I64),
                    offset,
                    size));
    builder.define(header.shift(), shift);
    Variable pointer = header.pointer();
    builder.define(pointer, builder.pointerAdd(builder.use(start), shift));
    Block ok = builder.newBlock();
    Block slow = builder.newBlock();
    check(builder.use(pointer), offset + size, slow, ok);
    builder.seal(slow);
    builder.switchTo(slow);
    Value total =
        builder.binary(
            AluOp.ADD, builder.truncate(shift), builder.constant(IrType.I32, offset + size));
    pull(total, 0, header, absent);
    builder.jump(ok);
    builder.seal(ok);
    builder.switchTo(ok);
    List<String> shifted = new ArrayList<>(state.shifted());
    shifted.remove(id);
    shifted.add(id);
    state = new State(true, state.proven(), shifted);
    return header;
  }

  private void load() {
    if (!state.loaded()) {
      reload();
      state = new State(true, 0, List.of());
    }
  }

  private void reload() {
    builder.define(start, pointer("data", START));
    builder.define(end, pointer("data_end", END));
  }

  private Value pointer(String name, IrType type) {
    ContextField field = field(name);
    MemSize size = MemSize.ofBytes(field.sizeBytes());
    return builder.load(type, size, program.context(), field.offsetBytes(), Memory.CTX);
  }

  private ContextField field(String name) {
    return program.hook().context().field(name).orElseThrow();
  }

  private void check(Value pointer, int bytes, Block outside, Block inside) {
    Value limit = builder.pointerAdd(pointer, bytes);
    builder.branch(Condition.GT, limit, builder.use(end), outside, inside, Likely.OTHERWISE);
  }

  /// Continues where the bytes are linear and proven; leaves to `absent` with everything that was
  /// proven before still valid.
  private void pull(Value total, int bytes, @Nullable Shifted header, Block absent) {
    Optional<Helper> pull = pullData();
    if (pull.isEmpty()) {
      builder.jump(absent);
      builder.switchTo(nowhere());
      return;
    }
    ContextField length = field("len");
    Value available =
        builder.load(IrType.I32, MemSize.W, program.context(), length.offsetBytes(), Memory.CTX);
    Block enough = builder.newBlock();
    builder.branch(Condition.LT, available, total, absent, enough, Likely.OTHERWISE);
    builder.seal(enough);
    builder.switchTo(enough);
    Value wide = builder.extend(IrType.I64, false, 32, total);
    builder.callHelper(pull.get().id(), List.of(program.context(), wide), true);
    reload();
    proveAgain();
    Block ok = builder.newBlock();
    if (header == null) {
      check(builder.use(start), bytes, absent, ok);
    } else {
      builder.define(
          header.pointer(), builder.pointerAdd(builder.use(start), builder.use(header.shift())));
      check(builder.use(header.pointer()), header.offset() + header.size(), absent, ok);
    }
    builder.seal(ok);
    builder.switchTo(ok);
  }

  /// The helper that makes data linear, where the hook has it.
  private Optional<Helper> pullData() {
    Hook hook = program.hook();
    return Helpers.at(hook, "skb_pull_data").filter(h -> Helpers.allowed(h, hook));
  }

  /// Proves what was proven before a pull. The data is there, so the failing way is never taken; it
  /// ends the program.
  private void proveAgain() {
    if (state.proven() > 0) {
      again(builder.use(start), state.proven());
    }
    for (String id : state.shifted()) {
      Shifted header = place(id);
      builder.define(
          header.pointer(), builder.pointerAdd(builder.use(start), builder.use(header.shift())));
      again(builder.use(header.pointer()), header.offset() + header.size());
    }
  }

  private void again(Value pointer, int bytes) {
    Block ok = builder.newBlock();
    Block lost = builder.newBlock();
    check(pointer, bytes, lost, ok);
    builder.seal(lost);
    builder.switchTo(lost);
    program.abort(dropped());
    builder.seal(ok);
    builder.switchTo(ok);
  }

  private long dropped() {
    return program.hook().verdict("drop").map(Verdict::value).orElse(0L);
  }

  private Block nowhere() {
    Block block = builder.newBlock();
    builder.seal(block);
    return block;
  }

  /// Finds a header, or goes to `absent`; see [Header] for when it is present.
  ///
  /// @param from the header in front and where it is; empty for the first of the packet
  /// @param id a name for the place, one for each request that is written in the program
  public Place parse(Header header, Optional<Found> from, String id, Block absent) {
    load();
    if (from.isEmpty()) {
      return first(header, 0, absent);
    }
    if (!(from.get().place() instanceof Fixed(int base))) {
      throw new IllegalStateException("a header behind one of variable offset");
    }
    return switch (header) {
      case IPV4 -> {
        test(field16(base + 12), swap16(0x0800), absent);
        yield first(header, base + Header.ETHERNET.layout().size(), absent);
      }
      case IPV6 -> {
        test(field16(base + 12), swap16(0x86dd), absent);
        yield first(header, base + Header.ETHERNET.layout().size(), absent);
      }
      case ARP -> {
        test(field16(base + 12), swap16(0x0806), absent);
        yield first(header, base + Header.ETHERNET.layout().size(), absent);
      }
      case TCP, UDP, ICMP, ICMP6 -> transport(header, from.get().header(), base, id, absent);
      case ETHERNET -> throw new IllegalStateException("Ethernet is the first header");
    };
  }

  /// A header that was found.
  public record Found(Header header, Place place) {}

  private Place first(Header header, int base, Block absent) {
    require(base + header.layout().size(), absent);
    switch (header) {
      case IPV4 -> {
        // One comparison for version 4 and at least 5 words: 0x45 to 0x4f.
        Value above = builder.binary(AluOp.SUB, field8(base), builder.constant(IrType.I32, 0x45));
        holds(Condition.LE, above, 0xa, absent);
      }
      case IPV6 -> {
        Value version = builder.binary(AluOp.AND, field8(base), builder.constant(IrType.I32, 0xf0));
        test(version, 0x60, absent);
      }
      case ARP -> {
        test(field16(base), swap16(1), absent);
        test(field16(base + 2), swap16(0x0800), absent);
        test(field16(base + 4), 0x0406, absent);
      }
      case ETHERNET, TCP, UDP, ICMP, ICMP6 -> {}
    }
    return new Fixed(base);
  }

  private Place transport(Header header, Header from, int base, String id, Block absent) {
    int protocol =
        switch (header) {
          case TCP -> 6;
          case UDP -> 17;
          case ICMP -> 1;
          case ICMP6 -> 58;
          case ETHERNET, ARP, IPV4, IPV6 -> throw new IllegalStateException(header.name());
        };
    int size = header.layout().size();
    if (from == Header.IPV6) {
      test(field8(base + 6), protocol, absent);
      require(base + Header.IPV6.layout().size() + size, absent);
      return new Fixed(base + Header.IPV6.layout().size());
    }
    test(field8(base + 9), protocol, absent);
    Value fragment =
        builder.binary(AluOp.AND, field16(base + 6), builder.constant(IrType.I32, swap16(0x1fff)));
    test(fragment, 0, absent);
    Value words = builder.binary(AluOp.AND, field8(base), builder.constant(IrType.I32, 0xf));
    Value bytes = builder.binary(AluOp.LSH, words, builder.constant(IrType.I32, 2));
    return require(builder.extend(IrType.I64, false, 32, bytes), base, size, id, absent);
  }

  private Value field8(int offset) {
    return builder.load(IrType.I32, MemSize.B, start(), offset, Memory.PACKET);
  }

  private Value field16(int offset) {
    return builder.load(IrType.I32, MemSize.H, start(), offset, Memory.PACKET);
  }

  private static int swap16(int number) {
    return (number & 0xff) << 8 | number >>> 8;
  }

  private void test(Value value, int expected, Block absent) {
    holds(Condition.EQ, value, expected, absent);
  }

  private void holds(Condition condition, Value value, int expected, Block absent) {
    Block next = builder.newBlock();
    builder.branch(condition, value, builder.constant(IrType.I32, expected), next, absent);
    builder.seal(next);
    builder.switchTo(next);
  }
}
