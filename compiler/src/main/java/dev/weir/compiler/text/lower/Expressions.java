// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.text.typed.Block;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Type;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Lowers expressions to values: scalars, and pointers for views and sockets.
///
/// A method that lowers an expression which never ends leaves the builder in a terminated block;
/// the value it gives then is meaningless.
final class Expressions {
  private final FunctionLowering in;
  private final FunctionBuilder builder;

  Expressions(FunctionLowering in) {
    this.in = in;
    this.builder = in.builder;
  }

  /// The IR type of values of a scalar, view or socket type.
  static IrType irType(Type type) {
    return switch (type) {
      case Type.View(_, Type.Origin origin, _) ->
          IrType.pointer(origin == Type.Origin.PACKET ? Region.PACKET : Region.MAP_VALUE);
      case Type.Socket(boolean full) -> IrType.pointer(full ? Region.SOCKET : Region.SOCK_COMMON);
      case Type.Int _, Type.Bool _, Type.Be _, Type.Enumeration _, Type.Verdict _ ->
          type.sizeBytes() == 8 ? IrType.I64 : IrType.I32;
      case Type.Ip6 _,
          Type.Mac _,
          Type.Array _,
          Type.Struct _,
          Type.Packet _,
          Type.Context _,
          Type.None _,
          Type.Never _ ->
          throw new IllegalStateException("no IR type for " + type);
    };
  }

  /// Evaluates for the effect only.
  void effect(Expr expr) {
    in.at(expr.span());
    switch (expr) {
      case Expr.Do e -> in.statements.block(e.block());
      case Expr.If e -> choose(e, (block, _) -> in.statements.block(block), null);
      case Expr.IfPresent e -> choosePresent(e, block -> in.statements.block(block));
      case Expr.Switch e -> in.conditions.choose(e, block -> in.statements.block(block));
      case Expr.Call e -> in.calls.call(e, Optional.empty());
      case Expr.CallHelper e -> in.calls.helper(e);
      case Expr.Load _, Expr.Const _, Expr.Bytes _, Expr.AddressOf _, Expr.HeaderOffset _ -> {}
      case Expr.StructValue e -> e.fields().forEach(this::effectUnlessDone);
      case Expr.ArrayValue e -> e.elements().forEach(this::effectUnlessDone);
      case Expr.Unary _,
          Expr.Binary _,
          Expr.Compare _,
          Expr.Logical _,
          Expr.Convert _,
          Expr.Present _,
          Expr.Emit _ -> {
        var unused = value(expr);
      }
      case Expr.Atomic e -> in.places.atomic(e);
    }
  }

  private void effectUnlessDone(Expr expr) {
    if (!builder.isTerminated()) {
      effect(expr);
    }
  }

  /// The value of a scalar, view or socket expression.
  Value value(Expr expr) {
    in.at(expr.span());
    if (expr.type().equals(Type.NEVER)) {
      effect(expr);
      return nothing();
    }
    return switch (expr) {
      case Expr.Const e -> constant(e.value(), e.type());
      case Expr.Load e -> in.places.load(e.place());
      case Expr.AddressOf e -> pointer(in.places.address(e.place()));
      case Expr.Unary e -> unary(e);
      case Expr.Binary e -> binary(e);
      case Expr.Compare _, Expr.Logical _, Expr.Present _ -> in.conditions.value(expr);
      case Expr.Convert e -> convert(e);
      case Expr.Do e -> joined(e.type(), result -> in.statements.block(e.block(), result));
      case Expr.If e -> joined(e.type(), result -> choose(e, in.statements::block, result));
      case Expr.IfPresent e ->
          joined(e.type(), result -> choosePresent(e, block -> in.statements.block(block, result)));
      case Expr.Switch e ->
          joined(
              e.type(),
              result -> in.conditions.choose(e, block -> in.statements.block(block, result)));
      case Expr.Call e -> in.calls.call(e, Optional.empty()).orElseGet(Expressions::nothing);
      case Expr.CallHelper e -> in.calls.helper(e).orElseGet(Expressions::nothing);
      case Expr.Emit e -> in.calls.emit(e);
      case Expr.Atomic e -> in.places.atomic(e).orElseGet(Expressions::nothing);
      case Expr.HeaderOffset e -> in.packets.offset(in.lookups.place(e.header()));
      case Expr.Bytes _, Expr.StructValue _, Expr.ArrayValue _ ->
          throw new IllegalStateException("aggregate used as a scalar at " + expr.span());
    };
  }

  /// A pointer to an address.
  Value pointer(Address address) {
    return address.offset() == 0
        ? address.base()
        : builder.pointerAdd(address.base(), address.offset());
  }

  /// Stands for the value of an expression that never ends or has none; never used by an operation.
  static Value nothing() {
    return new Value(-1, IrType.I32, "");
  }

  /// A scalar constant; for network order, the number meant.
  Value constant(long number, Type type) {
    return builder.constant(irType(type), bits(number, type));
  }

  /// The bits of a constant as a register holds them after a load.
  static long bits(long number, Type type) {
    return type instanceof Type.Be(int bytes)
        ? Long.reverseBytes(number) >>> (64 - bytes * 8)
        : number;
  }

  private Value joined(
      Type type, java.util.function.Consumer<dev.weir.compiler.ir.build.@Nullable Variable> lower) {
    if (type.equals(Type.NONE)) {
      lower.accept(null);
      return nothing();
    }
    var result = builder.declareVariable("", irType(type));
    lower.accept(result);
    return builder.isTerminated() ? nothing() : builder.use(result);
  }

  private void choose(
      Expr.If e,
      BiConsumer<Block, dev.weir.compiler.ir.build.@Nullable Variable> lower,
      dev.weir.compiler.ir.build.@Nullable Variable result) {
    in.conditions.choose(e, block -> lower.accept(block, result));
  }

  private void choosePresent(Expr.IfPresent e, java.util.function.Consumer<Block> lower) {
    in.lookups.choose(e, lower);
  }

  private Value unary(Expr.Unary e) {
    Value operand = value(e.operand());
    if (builder.isTerminated()) {
      return nothing();
    }
    in.at(e.span());
    Type type = e.type();
    return switch (e.op()) {
      case NEGATE ->
          inRange(builder.binary(AluOp.SUB, builder.constant(operand.type(), 0), operand), type);
      case COMPLEMENT ->
          inRange(builder.binary(AluOp.XOR, operand, builder.constant(operand.type(), -1)), type);
      case NOT -> builder.binary(AluOp.XOR, operand, builder.constant(operand.type(), 1));
    };
  }

  private Value binary(Expr.Binary e) {
    Value left = value(e.left());
    Value right = builder.isTerminated() ? left : value(e.right());
    if (builder.isTerminated()) {
      return nothing();
    }
    in.at(e.span());
    return arithmetic(e.op(), left, right, e.type());
  }

  /// An operation on two values of a type; the result has the type.
  Value arithmetic(Expr.BinaryOp op, Value left, Value right, Type type) {
    boolean signed = type.signed();
    AluOp alu =
        switch (op) {
          case ADD -> AluOp.ADD;
          case SUBTRACT -> AluOp.SUB;
          case MULTIPLY -> AluOp.MUL;
          case DIVIDE -> signed ? AluOp.SDIV : AluOp.DIV;
          case MODULO -> signed ? AluOp.SMOD : AluOp.MOD;
          case AND -> AluOp.AND;
          case OR -> AluOp.OR;
          case XOR -> AluOp.XOR;
          case SHIFT_LEFT -> AluOp.LSH;
          case SHIFT_RIGHT -> signed ? AluOp.ARSH : AluOp.RSH;
        };
    boolean shift = op == Expr.BinaryOp.SHIFT_LEFT || op == Expr.BinaryOp.SHIFT_RIGHT;
    Value count = shift ? shiftCount(right, left, type) : right;
    Value result = builder.binary(alu, left, count);
    boolean bitwise = op == Expr.BinaryOp.AND || op == Expr.BinaryOp.OR || op == Expr.BinaryOp.XOR;
    return bitwise ? result : inRange(result, type);
  }

  private Value shiftCount(Value count, Value left, Type type) {
    Value sameWidth = count;
    if (!count.type().equals(left.type())) {
      sameWidth =
          left.type().equals(IrType.I64)
              ? builder.extend(IrType.I64, false, 32, count)
              : builder.truncate(count);
    }
    long mask = type.sizeBytes() * 8L - 1;
    return builder.binary(AluOp.AND, sameWidth, builder.constant(left.type(), mask));
  }

  /// Keeps a value of a type below 4 bytes in the type's range.
  Value inRange(Value value, Type type) {
    return type.sizeBytes() >= 4
        ? value
        : builder.extend(IrType.I32, type.signed(), type.sizeBytes() * 8, value);
  }

  private Value convert(Expr.Convert e) {
    Type from = e.operand().type();
    Value operand = value(e.operand());
    if (builder.isTerminated()) {
      return nothing();
    }
    in.at(e.span());
    return switch (e.conversion()) {
      case WIDEN -> widen(operand, from, e.type());
      case NARROW -> {
        Value low =
            operand.type().equals(IrType.I64) && e.type().sizeBytes() < 8
                ? builder.truncate(operand)
                : operand;
        yield inRange(low, e.type());
      }
      case REINTERPRET -> from.signed() == e.type().signed() ? operand : inRange(operand, e.type());
      case SWAP -> builder.swap(from.sizeBytes() * 8, operand);
    };
  }

  private Value widen(Value operand, Type from, Type to) {
    if (to.sizeBytes() == 8 && from.sizeBytes() < 8) {
      return builder.extend(IrType.I64, from.signed(), 32, operand);
    }
    return from.signed() && !to.signed() ? inRange(operand, to) : operand;
  }

  /// A scalar as a helper takes it: 64 bits, extended by its signedness.
  Value widened(Expr expr) {
    Value value = value(expr);
    return !builder.isTerminated() && value.type().equals(IrType.I32)
        ? builder.extend(IrType.I64, expr.type().signed(), 32, value)
        : value;
  }

  /// A helper's result as a scalar type: the low bytes of R0.
  Value narrowed(Value result, Type type) {
    if (type.sizeBytes() == 8) {
      return result;
    }
    return inRange(builder.truncate(result), type);
  }

  /// Loads a scalar of a type; in aligned pieces where the place asks for it (packed structures on
  /// the stack).
  Value load(Address address, Type type) {
    int total = type.sizeBytes();
    MemSize size = address.chunk(total);
    if (size.bytes() == total) {
      return builder.load(
          irType(type),
          size,
          type.signed() && total < 4,
          address.base(),
          address.offset(),
          address.memory());
    }
    IrType irType = irType(type);
    Value all = piece(address, irType, size);
    for (int offset = size.bytes(); offset < total; ) {
      Address at = address.plus(offset);
      MemSize next = at.chunk(total - offset);
      Value high =
          builder.binary(AluOp.LSH, piece(at, irType, next), builder.constant(irType, offset * 8L));
      all = builder.binary(AluOp.OR, all, high);
      offset += next.bytes();
    }
    return type.signed() ? inRange(all, type) : all;
  }

  private Value piece(Address address, IrType type, MemSize size) {
    return builder.load(type, size, address.base(), address.offset(), address.memory());
  }

  /// Stores a scalar of a type, in aligned pieces where the place asks for it.
  void store(Address address, Value value, Type type) {
    int total = type.sizeBytes();
    for (int offset = 0; offset < total; ) {
      Address at = address.plus(offset);
      MemSize size = at.chunk(total - offset);
      Value rest =
          offset == 0
              ? value
              : builder.binary(AluOp.RSH, value, builder.constant(value.type(), offset * 8L));
      builder.store(size, at.base(), at.offset(), rest, at.memory());
      offset += size.bytes();
    }
  }

  /// The unsigned or signed form of a comparison.
  static Condition condition(Expr.CompareOp op, boolean signed) {
    return switch (op) {
      case EQUAL -> Condition.EQ;
      case NOT_EQUAL -> Condition.NE;
      case LESS -> signed ? Condition.SLT : Condition.LT;
      case LESS_EQUAL -> signed ? Condition.SLE : Condition.LE;
      case GREATER -> signed ? Condition.SGT : Condition.GT;
      case GREATER_EQUAL -> signed ? Condition.SGE : Condition.GE;
    };
  }
}
