// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.surface.FieldAccess;
import dev.weir.compiler.surface.Packets;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.Optional;

/// Lowers places: addresses, loads and stores.
final class Places {
  private final FunctionLowering in;
  private final FunctionBuilder builder;

  Places(FunctionLowering in) {
    this.in = in;
    this.builder = in.builder;
  }

  /// What accesses through a pointer touch.
  static Memory memoryOf(Value pointer) {
    if (!(pointer.type() instanceof IrType.Pointer(Region region, _))) {
      throw new IllegalStateException("access through " + pointer.type());
    }
    return switch (region) {
      case CTX -> Memory.CTX;
      case PACKET, PACKET_META, PACKET_END -> Memory.PACKET;
      case MAP_VALUE, MEMORY, MAP, FUNCTION -> Memory.MAP_VALUE;
      case STACK -> Memory.STACK;
      case SOCKET, SOCK_COMMON, TCP_SOCK, BTF -> Memory.KERNEL;
    };
  }

  /// The start of a stack slot.
  Address slot(int slot) {
    return new Address(builder.stackAddress(slot, 0), 0, Memory.STACK);
  }

  /// Where a place is. Scalars in registers and context fields are put into fresh memory first.
  Address address(Place place) {
    return switch (place) {
      case Place.Local(Variable variable) -> local(variable);
      case Place.OfGlobal(var global) ->
          new Address(
              builder.globalAddress(global.name(), 0),
              0,
              global.readOnly() ? Memory.CONSTANT : Memory.MAP_VALUE);
      case Place.Deref(Expr view, _) -> viewAddress(viewStorage(view));
      case Place.Field(Place base, Type.Field field) -> address(base).plus(field.offset());
      case Place.Element e -> element(e);
      case Place.Temporary(Expr value) -> temporary(value);
      case Place.Context c when c.type().equals(Type.IP6) -> {
        Address copy = temporary(16);
        in.aggregates.copy(in.aggregates.source(new Expr.Load(c, span(c))), copy, 16);
        yield copy;
      }
      case Place.Context _, Place.SocketField _, Place.Bits _ -> {
        Value value = load(place);
        Address copy = temporary(place.type().sizeBytes());
        in.expressions.store(copy, value, place.type());
        yield copy;
      }
    };
  }

  private dev.weir.bytecode.diag.Span span(Place place) {
    dev.weir.bytecode.diag.Span span = builder.span();
    if (span == null) {
      throw new IllegalStateException("no span at " + place);
    }
    return span;
  }

  private Address local(Variable variable) {
    Storage storage = in.frame().storage(variable);
    return switch (storage) {
      case Storage.Slot(int slot) -> slot(slot);
      case Storage.Direct(Value value) -> spilled(variable, value);
      case Storage.Mutable(var cell) -> spilled(variable, builder.use(cell));
      case Storage.Pointer _, Storage.OfPacket _ -> viewAddress(storage);
    };
  }

  private Address spilled(Variable variable, Value value) {
    Address copy = temporary(variable.type().sizeBytes());
    in.expressions.store(copy, value, variable.type());
    return copy;
  }

  /// Fresh memory of the innermost scope.
  Address temporary(int sizeBytes) {
    return slot(in.slots.take(in.frame(), "", Math.max(1, sizeBytes)));
  }

  private Address temporary(Expr value) {
    Address address = temporary(value.type().sizeBytes());
    if (value.type().aggregate()) {
      in.aggregates.store(value, address);
    } else {
      Value scalar = in.expressions.value(value);
      if (!builder.isTerminated()) {
        in.expressions.store(address, scalar, value.type());
      }
    }
    return address;
  }

  private Address element(Place.Element e) {
    Address base = address(e.base());
    int size = e.type().sizeBytes();
    if (e.index() instanceof Expr.Const(long index, _, _)) {
      return base.plus((int) Math.min(index, e.count() - 1L) * size);
    }
    Value index = in.expressions.value(e.index());
    if (builder.isTerminated()) {
      return base;
    }
    Value bounded = e.inRange() ? index : atMost(index, e.count() - 1);
    Value wide = builder.extend(IrType.I64, false, 32, bounded);
    Value offset =
        size == 1 ? wide : builder.binary(AluOp.MUL, wide, builder.constant(IrType.I64, size));
    return new Address(builder.pointerAdd(base.base(), offset), base.offset(), base.memory());
  }

  private Value atMost(Value index, int last) {
    var result = builder.declareVariable("index", IrType.I32);
    var outside = builder.newBlock();
    var end = builder.newBlock();
    Value limit = builder.constant(IrType.I32, last);
    builder.define(result, index);
    builder.branch(Condition.GT, index, limit, outside, end);
    builder.seal(outside);
    builder.switchTo(outside);
    builder.define(result, limit);
    builder.jump(end);
    builder.seal(end);
    builder.switchTo(end);
    return builder.use(result);
  }

  /// What a view expression refers to.
  Storage viewStorage(Expr view) {
    if (view instanceof Expr.Load(Place.Local(Variable variable), _)) {
      return in.frame().storage(variable);
    }
    if (view instanceof Expr.AddressOf(Place place, _, _)) {
      if (place instanceof Place.Local(Variable variable)
          && in.frame().storage(variable) instanceof Storage.Slot slot) {
        return slot;
      }
      if (place instanceof Place.Deref(Expr inner, _)) {
        return viewStorage(inner);
      }
      Address address = address(place);
      return new Storage.Pointer(address.base(), address.offset(), address.memory());
    }
    Value pointer = in.expressions.value(view);
    return builder.isTerminated()
        ? new Storage.Pointer(pointer, 0, Memory.STACK)
        : new Storage.Pointer(pointer, 0, memoryOf(pointer));
  }

  private Address viewAddress(Storage storage) {
    return switch (storage) {
      case Storage.Pointer(Value base, int offset, Memory memory) ->
          new Address(base, offset, memory);
      case Storage.Slot(int slot) -> slot(slot);
      case Storage.OfPacket(Packets.Place place) ->
          new Address(in.packets.pointer(place), distance(place), Memory.PACKET);
      case Storage.Direct(Value value) -> new Address(value, 0, memoryOf(value));
      case Storage.Mutable _ -> throw new IllegalStateException("a view cannot be reassigned");
    };
  }

  private static int distance(Packets.Place place) {
    return switch (place) {
      case Packets.Fixed(int offset) -> offset;
      case Packets.Shifted s -> s.offset();
    };
  }

  /// The value that a place holds: a scalar, a view's or a socket's pointer.
  Value load(Place place) {
    return switch (place) {
      case Place.Local(Variable variable) when !variable.type().aggregate() -> read(variable);
      case Place.Context c -> context(c);
      case Place.SocketField f -> socketField(f);
      case Place.Bits b -> bits(b);
      case Place.Local _,
          Place.OfGlobal _,
          Place.Deref _,
          Place.Field _,
          Place.Element _,
          Place.Temporary _ -> {
        Address address = address(place);
        yield builder.isTerminated()
            ? Expressions.nothing()
            : in.expressions.load(address, place.type());
      }
    };
  }

  private Value read(Variable variable) {
    Storage storage = in.frame().storage(variable);
    return switch (storage) {
      case Storage.Direct(Value value) -> value;
      case Storage.Mutable(var cell) -> builder.use(cell);
      case Storage.Slot(int slot) when variable.type().scalar() ->
          in.expressions.load(slot(slot), variable.type());
      case Storage.Slot _, Storage.Pointer _, Storage.OfPacket _ ->
          in.expressions.pointer(viewAddress(storage));
    };
  }

  private Value context(Place.Context c) {
    return FieldAccess.load(
        builder, c.field(), c.index(), c.type(), in.context(), in.effect(c.field()));
  }

  private Value socketField(Place.SocketField f) {
    Value socket = in.expressions.value(f.socket());
    if (builder.isTerminated()) {
      return socket;
    }
    return FieldAccess.load(builder, f.field(), f.index(), f.type(), socket, Memory.KERNEL);
  }

  private Value bits(Place.Bits b) {
    Value raw = load(b.base());
    if (builder.isTerminated()) {
      return raw;
    }
    Type base = b.base().type();
    long mask = mask(b.width());
    if (b.type().equals(Type.BOOL)) {
      Value one = builder.binary(AluOp.AND, raw, in.expressions.constant(mask << b.shift(), base));
      return builder.compare(Condition.NE, one, builder.constant(one.type(), 0));
    }
    Value number = toHost(raw, base);
    Value shifted =
        b.shift() == 0
            ? number
            : builder.binary(AluOp.RSH, number, builder.constant(number.type(), b.shift()));
    Value field = builder.binary(AluOp.AND, shifted, builder.constant(number.type(), mask));
    boolean narrower = field.type().equals(IrType.I64) && b.type().sizeBytes() < 8;
    return narrower ? builder.truncate(field) : field;
  }

  private static long mask(int width) {
    return width == 64 ? -1L : (1L << width) - 1;
  }

  private Value toHost(Value value, Type type) {
    return type instanceof Type.Be(int bytes) ? builder.swap(bytes * 8, value) : value;
  }

  /// Stores the value of an expression into a place.
  void store(Place place, Expr value) {
    if (place.type().aggregate() && !(place instanceof Place.Context)) {
      in.aggregates.store(value, address(place));
      return;
    }
    if (place instanceof Place.Context c && c.type().equals(Type.IP6)) {
      in.aggregates.toContext(value, c);
      return;
    }
    Value scalar = in.expressions.value(value);
    if (!builder.isTerminated()) {
      store(place, scalar);
    }
  }

  /// Stores a scalar into a place.
  void store(Place place, Value value) {
    switch (place) {
      case Place.Local(Variable variable)
          when in.frame().storage(variable) instanceof Storage.Mutable(var cell) ->
          builder.define(cell, value);
      case Place.Context c -> {
        ContextField field = c.field();
        builder.store(
            MemSize.ofBytes(field.sizeBytes()),
            in.context(),
            field.offsetBytes() + c.index() * field.sizeBytes(),
            value,
            in.effect(field));
      }
      case Place.Bits b -> storeBits(b, value);
      case Place.SocketField _, Place.Temporary _ ->
          throw new IllegalStateException("store into " + place);
      case Place.Local _, Place.OfGlobal _, Place.Deref _, Place.Field _, Place.Element _ -> {
        Address address = address(place);
        if (!builder.isTerminated()) {
          in.expressions.store(address, value, place.type());
        }
      }
    }
  }

  private void storeBits(Place.Bits b, Value value) {
    Type base = b.base().type();
    Value old = load(b.base());
    IrType irType = old.type();
    Value wide =
        irType.equals(IrType.I64) && value.type().equals(IrType.I32)
            ? builder.extend(IrType.I64, false, 32, value)
            : value;
    Value cut = builder.binary(AluOp.AND, wide, builder.constant(irType, mask(b.width())));
    Value placed =
        b.shift() == 0 ? cut : builder.binary(AluOp.LSH, cut, builder.constant(irType, b.shift()));
    Value others =
        builder.binary(
            AluOp.AND, old, in.expressions.constant(~(mask(b.width()) << b.shift()), base));
    store(b.base(), builder.binary(AluOp.OR, others, toHost(placed, base)));
  }

  /// Updates memory atomically; the old value where it is wanted.
  Optional<Value> atomic(Expr.Atomic e) {
    Value operand = in.expressions.value(e.operand());
    Optional<Value> expected =
        builder.isTerminated() ? Optional.empty() : e.expected().map(in.expressions::value);
    if (builder.isTerminated()) {
      return Optional.empty();
    }
    Address address = address(e.place());
    MemSize size = MemSize.ofBytes(e.place().type().sizeBytes());
    in.at(e.span());
    AtomicOp op =
        switch (e.op()) {
          case ADD -> AtomicOp.ADD;
          case AND -> AtomicOp.AND;
          case OR -> AtomicOp.OR;
          case XOR -> AtomicOp.XOR;
          case EXCHANGE -> AtomicOp.XCHG;
          case COMPARE_EXCHANGE -> AtomicOp.CMPXCHG;
        };
    if (expected.isPresent()) {
      return Optional.of(
          builder.compareExchange(size, address.base(), address.offset(), expected.get(), operand));
    }
    if (e.type().equals(Type.NONE) && op != AtomicOp.XCHG) {
      builder.atomic(op, size, address.base(), address.offset(), operand);
      return Optional.empty();
    }
    return Optional.of(builder.atomicFetch(op, size, address.base(), address.offset(), operand));
  }
}
