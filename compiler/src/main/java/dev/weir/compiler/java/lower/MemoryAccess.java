// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.isa.MemSize;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ClassDesc;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Loads, stores and stack memory of a function.
final class MemoryAccess {
  private static final int ALIGN = 8;

  private final FunctionLowering in;
  private final FunctionBuilder builder;
  private final java.util.Map<Integer, Integer> sizes = new java.util.TreeMap<>();
  private final Set<Integer> reserved = new HashSet<>();
  private final Set<Value> starts = new HashSet<>();

  MemoryAccess(FunctionLowering in) {
    this.in = in;
    this.builder = in.builder;
  }

  /// Memory that nothing refers to, with zeros in it. It stays reserved until [#release].
  Operand.View fresh(State state, Type type, String name) {
    int size = Math.max(1, type.sizeBytes());
    Set<Integer> used = state.slotsInUse();
    int slot = -1;
    for (var entry : sizes.entrySet()) {
      boolean free = !used.contains(entry.getKey()) && !reserved.contains(entry.getKey());
      if (slot < 0 && free && entry.getValue() == size) {
        slot = entry.getKey();
      }
    }
    if (slot < 0) {
      slot = builder.stackSlot(name, size, ALIGN);
      sizes.put(slot, size);
    }
    reserved.add(slot);
    Value address = builder.stackAddress(slot, 0);
    starts.add(address);
    for (int at = 0; at < size; ) {
      MemSize piece = piece(size - at, 8);
      IrType irType = piece == MemSize.DW ? IrType.I64 : IrType.I32;
      builder.store(piece, address, at, builder.constant(irType, 0), Memory.STACK);
      at += piece.bytes();
    }
    Operand.View view =
        new Operand.View(type, new Anchor.Fixed(address), 0, Memory.STACK, true, Set.of(slot));
    forget(state, view, address, type);
    return view;
  }

  /// How many slots of one size there are.
  int slots(int size) {
    return (int) sizes.values().stream().filter(s -> s == size).count();
  }

  /// Nothing but operands keeps slots any more.
  void release() {
    reserved.clear();
  }

  private void forget(State state, Operand.View view, Value base, Type type) {
    state.stored(new State.Cell(base, view.offset(), type, view.memory(), view.slots()));
  }

  private static MemSize piece(int remaining, int align) {
    return MemSize.ofBytes(Math.min(align, Math.min(8, Integer.highestOneBit(remaining))));
  }

  /// The operand that memory holds.
  Operand load(CallSite call, Operand.View view, ClassDesc javaType) {
    Type type = view.target();
    if (!type.scalar()) {
      return view;
    }
    Optional<dev.weir.bytecode.diag.Problem> stale = view.anchor().stale(call);
    if (stale.isPresent()) {
      return call.failed(stale.get());
    }
    Value base = view.anchor().pointer(call);
    State state = call.state();
    State.Cell cell = new State.Cell(base, view.offset(), type, view.memory(), view.slots());
    boolean wide =
        javaType.descriptorString().equals("J")
            || javaType.descriptorString().equals("Ljava/lang/Long;");
    Operand.Scalar known = state.memory.get(cell);
    if (known != null && known.type().equals(javaNumber(type, wide))) {
      return known;
    }
    MemSize size = MemSize.ofBytes(type.sizeBytes());
    Type result = javaNumber(type, wide);
    IrType irType = Operand.irType(result);
    boolean signed = type.signed() && type.sizeBytes() * 8 < irType.bits();
    Value value = builder.load(irType, size, signed, base, view.offset(), view.memory());
    Operand.Scalar scalar = new Operand.Scalar(result, value, range(type, wide));
    state.memory.put(cell, scalar);
    return scalar;
  }

  /// What Java makes of a number in memory.
  private static Type javaNumber(Type type, boolean wide) {
    return switch (type) {
      case Type.Int _, Type.Bool _ -> wide ? Type.I64 : Type.I32;
      default -> type;
    };
  }

  static Range range(Type type, boolean wide) {
    return switch (type) {
      case Type.Bool _ -> Range.BOOLEAN;
      case Type.Int(int bytes, boolean signed) -> {
        int width = wide ? 8 : 4;
        yield signed || bytes == width ? Range.signed(bytes * 8) : Range.unsigned(bytes * 8);
      }
      case Type.Enumeration e ->
          e.representation().bytes() == 8
              ? Range.LONG
              : Range.unsigned(e.representation().bytes() * 8);
      default -> type.sizeBytes() == 8 ? Range.LONG : Range.unsigned(type.sizeBytes() * 8);
    };
  }

  /// Writes an operand.
  void store(CallSite call, Operand value, Operand.View target, String name) {
    Optional<dev.weir.bytecode.diag.Problem> stale = target.anchor().stale(call);
    if (stale.isPresent()) {
      call.report(stale.get());
      return;
    }
    Type type = target.target();
    if (type.scalar()) {
      storeScalar(call, value, target, name);
    } else if (value instanceof Operand.View source && source.target().equals(type)) {
      if (source.nullable()) {
        call.report(in.mayBeNull(call.span()));
        return;
      }
      copy(call, source, target);
    } else if (!(value instanceof Operand.Failed)) {
      call.report(
          JavaCode.OBJECT_STORED
              .at(
                  "`" + name + "` cannot refer to this object",
                  call.span(),
                  "found " + in.describe(value) + ", expected `" + type + "`")
              .help("objects in memory lie inside one another; there are no references"));
    }
  }

  private void storeScalar(CallSite call, Operand operand, Operand.View target, String name) {
    Type type = target.target();
    if (operand instanceof Operand.Failed) {
      return;
    }
    Operand.Scalar scalar;
    if (operand instanceof Operand.View box && box.target().equals(type) && !box.nullable()) {
      scalar = (Operand.Scalar) load(call, box, call.resultType());
    } else {
      scalar = in.scalar(call, operand);
    }
    Range fits = storable(type, scalar);
    if (!scalar.range().within(fits)) {
      call.report(
          JavaCode.FIELD_RANGE
              .at(
                  "the value may not fit `" + name + "`",
                  call.span(),
                  "from "
                      + scalar.range().min()
                      + " to "
                      + scalar.range().max()
                      + ", the field holds "
                      + fits.min()
                      + " to "
                      + fits.max())
              .help(
                  "cut it off where that is meant: `value & 0x"
                      + Long.toHexString(fits.max())
                      + "`"));
    }
    Value base = target.anchor().pointer(call);
    Value value = scalar.value();
    MemSize size = MemSize.ofBytes(type.sizeBytes());
    if (size == MemSize.DW && value.type().equals(IrType.I32)) {
      value = builder.extend(IrType.I64, true, 32, value);
    }
    builder.store(size, base, target.offset(), value, target.memory());
    State state = call.state();
    State.Cell cell = new State.Cell(base, target.offset(), type, target.memory(), target.slots());
    state.stored(cell);
    if (scalar.range().within(range(type, scalar.type().equals(Type.I64)))) {
      state.memory.put(cell, scalar);
    }
  }

  private static Range storable(Type type, Operand.Scalar value) {
    boolean number = value.type().equals(Type.I32) || value.type().equals(Type.I64);
    if (!number || !(type instanceof Type.Int(int bytes, boolean signed))) {
      return Range.LONG;
    }
    int width = value.value().type().bits() / 8;
    return bytes >= width || signed
        ? Range.signed(Math.max(bytes, signed ? bytes : width) * 8)
        : Range.unsigned(bytes * 8);
  }

  private void copy(CallSite call, Operand.View source, Operand.View target) {
    Value from = source.anchor().pointer(call);
    Value to = target.anchor().pointer(call);
    int size = target.target().sizeBytes();
    for (int at = 0; at < size; ) {
      int align = Math.min(alignment(source, from, at), alignment(target, to, at));
      MemSize piece = piece(size - at, align);
      IrType irType = piece == MemSize.DW ? IrType.I64 : IrType.I32;
      Value part = builder.load(irType, piece, from, source.offset() + at, source.memory());
      builder.store(piece, to, target.offset() + at, part, target.memory());
      at += piece.bytes();
    }
    forget(call.state(), target, to, target.target());
  }

  /// The largest access to some byte of a view. The verifier wants stack accesses aligned;
  /// everywhere else the supported machines access unaligned memory.
  private int alignment(Operand.View view, Value base, int at) {
    if (view.memory() != Memory.STACK) {
      return ALIGN;
    }
    boolean start = view.anchor() instanceof Anchor.InSlot || starts.contains(base);
    int most = start ? ALIGN : view.target().alignBytes();
    int distance = start ? view.offset() + at : at;
    return distance == 0 ? most : Math.min(most, Integer.lowestOneBit(distance));
  }

  /// A part of an array at an index that is proven to be inside.
  Operand.View element(CallSite call, Operand.View array, Operand.Scalar index) {
    Type.Array type = (Type.Array) array.target();
    int size = type.element().sizeBytes();
    if (index.range().isConstant()) {
      return array.part(type.element(), (int) index.range().min() * size);
    }
    Value base = array.anchor().pointer(call);
    Value wide = builder.extend(IrType.I64, false, 32, index.value());
    Value offset =
        size == 1
            ? wide
            : builder.binary(
                dev.weir.bytecode.isa.AluOp.MUL, wide, builder.constant(IrType.I64, size));
    return new Operand.View(
        type.element(),
        new Anchor.Fixed(builder.pointerAdd(base, offset)),
        array.offset(),
        array.memory(),
        array.writable(),
        array.slots());
  }
}
