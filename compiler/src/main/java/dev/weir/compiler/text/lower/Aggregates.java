// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lowers values that live in memory: structures, arrays, `ip6` and `mac`.
final class Aggregates {
  private final FunctionLowering in;
  private final FunctionBuilder builder;

  Aggregates(FunctionLowering in) {
    this.in = in;
    this.builder = in.builder;
  }

  /// Bytes that can be read in pieces.
  sealed interface Source {
    /// Memory.
    record InMemory(Address address) implements Source {}

    /// Known bytes.
    record Known(List<Byte> bytes) implements Source {}

    /// The four elements of a context field.
    record InContext(ContextField field) implements Source {}
  }

  /// Where the bytes of an aggregate expression are to be read, without copying where they are in
  /// memory already.
  Source source(Expr expr) {
    return switch (expr) {
      case Expr.Bytes(List<Byte> bytes, _, _) -> new Source.Known(bytes);
      case Expr.Load(Place.Context(ContextField field, _, _), _) -> new Source.InContext(field);
      case Expr.Load(Place place, _) -> new Source.InMemory(in.places.address(place));
      default -> new Source.InMemory(in.places.address(new Place.Temporary(expr)));
    };
  }

  /// The widest piece of a source at an offset.
  private MemSize chunk(Source source, int offset, int remaining) {
    return switch (source) {
      case Source.InMemory(Address address) -> address.plus(offset).chunk(remaining);
      case Source.Known _ -> MemSize.ofBytes(Math.min(8, Integer.highestOneBit(remaining)));
      case Source.InContext(ContextField field) ->
          offset % 8 == 0 && remaining >= 8 && field.readWidths().contains(8)
              ? MemSize.DW
              : MemSize.W;
    };
  }

  private Value read(Source source, int offset, MemSize size) {
    IrType type = size == MemSize.DW ? IrType.I64 : IrType.I32;
    return switch (source) {
      case Source.InMemory(Address a) ->
          builder.load(type, size, a.base(), a.offset() + offset, a.memory());
      case Source.Known(List<Byte> bytes) -> builder.constant(type, known(bytes, offset, size));
      case Source.InContext(ContextField field) ->
          builder.load(type, size, in.context(), field.offsetBytes() + offset, in.effect(field));
    };
  }

  private static long known(List<Byte> bytes, int offset, MemSize size) {
    long value = 0;
    for (int i = size.bytes() - 1; i >= 0; i--) {
      value = value << 8 | Byte.toUnsignedLong(bytes.get(offset + i));
    }
    return value;
  }

  private static MemSize smaller(MemSize a, MemSize b) {
    return a.bytes() <= b.bytes() ? a : b;
  }

  /// Copies bytes to memory.
  void copy(Source source, Address to, int sizeBytes) {
    int offset = 0;
    while (offset < sizeBytes) {
      int remaining = sizeBytes - offset;
      MemSize size = smaller(chunk(source, offset, remaining), to.plus(offset).chunk(remaining));
      Value piece = read(source, offset, size);
      builder.store(size, to.base(), to.offset() + offset, piece, to.memory());
      offset += size.bytes();
    }
  }

  /// Fills memory with zero.
  void zero(Address to, int sizeBytes) {
    int offset = 0;
    while (offset < sizeBytes) {
      MemSize size = to.plus(offset).chunk(sizeBytes - offset);
      IrType type = size == MemSize.DW ? IrType.I64 : IrType.I32;
      builder.store(size, to.base(), to.offset() + offset, builder.constant(type, 0), to.memory());
      offset += size.bytes();
    }
  }

  /// Puts the value of an aggregate expression into memory, padding zeroed.
  void store(Expr expr, Address to) {
    in.at(expr.span());
    switch (expr) {
      case Expr.StructValue e -> {
        List<Part> parts = parts(e);
        if (!builder.isTerminated()) {
          storeParts(e.type(), parts, to);
        }
      }
      case Expr.ArrayValue e -> {
        int size = e.type().element().sizeBytes();
        for (int i = 0; i < e.elements().size() && !builder.isTerminated(); i++) {
          storeAny(e.elements().get(i), to.plus(i * size));
        }
      }
      case Expr.Do e -> in.statements.block(e.block(), to);
      case Expr.If e -> in.conditions.choose(e, block -> in.statements.block(block, to));
      case Expr.IfPresent e -> in.lookups.choose(e, block -> in.statements.block(block, to));
      case Expr.Switch e -> in.conditions.choose(e, block -> in.statements.block(block, to));
      case Expr.Call e -> in.calls.call(e, Optional.of(to));
      default -> {
        Source source = source(expr);
        if (!builder.isTerminated()) {
          copy(source, to, expr.type().sizeBytes());
        }
      }
    }
  }

  private void storeAny(Expr expr, Address to) {
    if (expr.type().aggregate()) {
      store(expr, to);
    } else {
      Value value = in.expressions.value(expr);
      if (!builder.isTerminated()) {
        in.expressions.store(to, value, expr.type());
      }
    }
  }

  /// A field's value, evaluated: a scalar, or an aggregate still to be copied.
  record Part(Type.Field field, Optional<Value> scalar, Expr expr) {}

  /// The scalar fields of a structure value, evaluated in order.
  List<Part> parts(Expr.StructValue e) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < e.fields().size() && !builder.isTerminated(); i++) {
      Expr field = e.fields().get(i);
      Optional<Value> scalar =
          field.type().aggregate() ? Optional.empty() : Optional.of(in.expressions.value(field));
      parts.add(new Part(e.type().fields().get(i), scalar, field));
    }
    return parts;
  }

  /// Puts evaluated fields into memory and zeroes the padding between them.
  void storeParts(Type.Struct type, List<Part> parts, Address to) {
    int end = 0;
    for (Part part : parts) {
      int offset = part.field().offset();
      zero(to.plus(end), offset - end);
      if (part.scalar().isPresent()) {
        in.expressions.store(to.plus(offset), part.scalar().get(), part.field().type());
      } else {
        store(part.expr(), to.plus(offset));
      }
      end = offset + part.field().type().sizeBytes();
    }
    zero(to.plus(end), type.size() - end);
  }

  /// A scalar that is zero exactly when two aggregates of one type hold the same bytes.
  Value difference(Expr left, Expr right) {
    Source a = source(left);
    Source b = builder.isTerminated() ? a : source(right);
    if (builder.isTerminated()) {
      return Expressions.nothing();
    }
    int total = left.type().sizeBytes();
    List<Value> pieces = new ArrayList<>();
    int offset = 0;
    while (offset < total) {
      MemSize size = smaller(chunk(a, offset, total - offset), chunk(b, offset, total - offset));
      Value piece = builder.binary(AluOp.XOR, read(a, offset, size), read(b, offset, size));
      pieces.add(
          piece.type().equals(IrType.I64) || total < 8
              ? piece
              : builder.extend(IrType.I64, false, 32, piece));
      offset += size.bytes();
    }
    return pieces.stream().reduce((x, y) -> builder.binary(AluOp.OR, x, y)).orElseThrow();
  }

  /// Stores an `ip6` into the four elements of a context field.
  void toContext(Expr value, Place.Context to) {
    Source source = source(value);
    if (builder.isTerminated()) {
      return;
    }
    ContextField field = to.field();
    boolean wide = field.writeWidths().contains(8);
    int offset = 0;
    List<Value> pieces = new ArrayList<>();
    while (offset < 16) {
      MemSize size = chunk(source, offset, wide ? 8 : 4);
      MemSize used = size.bytes() >= 8 && wide ? MemSize.DW : MemSize.W;
      pieces.add(read(source, offset, used));
      offset += used.bytes();
    }
    offset = field.offsetBytes();
    for (Value piece : pieces) {
      MemSize size = piece.type().equals(IrType.I64) ? MemSize.DW : MemSize.W;
      builder.store(size, in.context(), offset, piece, in.effect(field));
      offset += size.bytes();
    }
  }
}
