// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.compiler.ir.IrType.Pointer;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Operation.Memory;
import java.util.List;
import java.util.Optional;

/// The typing rules: what types the operands and the result of an operation may have.
///
/// They hold for one operation without looking at any other; [IrCheck] has the rules that need the
/// function.
public final class OperationTypes {
  private OperationTypes() {}

  /// What is wrong with the types of an operation, empty when nothing is.
  public static Optional<String> check(Operation operation) {
    return switch (operation) {
      case Operation.Const o -> constant(o);
      case Operation.Binary o ->
          when(
              !o.result().type().isScalar()
                  || !o.left().type().equals(o.result().type())
                  || !o.right().type().equals(o.result().type()),
              "arithmetic needs scalars of one width",
              o);
      case Operation.Swap o ->
          when(
              (o.bits() != 16 && o.bits() != 32 && o.bits() != 64)
                  || !o.value().type().isScalar()
                  || o.bits() > o.value().type().bits()
                  || !o.result().type().equals(o.value().type()),
              "a swap of " + o.bits() + " bits needs a scalar at least as wide",
              o);
      case Operation.Extend o -> extend(o);
      case Operation.Truncate o ->
          when(
              !o.value().type().equals(IrType.I64) || !o.result().type().equals(IrType.I32),
              "truncation goes from i64 to i32",
              o);
      case Operation.Compare o -> {
        Optional<String> wrong = comparison(o.condition(), o.left(), o.right());
        yield wrong.isPresent()
            ? wrong
            : when(!o.result().type().equals(IrType.I32), "a comparison yields i32", o);
      }
      case Operation.Load o -> load(o);
      case Operation.Store o -> store(o);
      case Operation.Atomic o -> atomic(o);
      case Operation.PointerAdd o -> pointerAdd(o);
      case Operation.StackAddress o -> address(o, o.result(), Region.STACK);
      case Operation.MapAddress o -> address(o, o.result(), Region.MAP);
      case Operation.GlobalAddress o -> address(o, o.result(), Region.MAP_VALUE);
      case Operation.FunctionAddress o -> address(o, o.result(), Region.FUNCTION);
      case Operation.Refine o ->
          when(
              !(o.value().type() instanceof Pointer(Region region, boolean nullable))
                  || !nullable
                  || !o.result().type().equals(IrType.pointer(region)),
              "refinement makes a nullable pointer non-null",
              o);
      case Operation.CallHelper o -> arguments(o, o.arguments());
      case Operation.CallKfunc o -> arguments(o, o.arguments());
      case Operation.CallFunction o -> arguments(o, o.arguments());
    };
  }

  /// What is wrong with comparing two values, empty when nothing is.
  ///
  /// Scalars of one width compare in every way. A pointer compares for equality with one of the
  /// same region; packet pointers and packet ends also by unsigned order.
  public static Optional<String> comparison(Condition condition, Value left, Value right) {
    boolean allowed =
        switch (left.type()) {
          case IrType.Scalar scalar -> scalar.equals(right.type());
          case Pointer(Region region, boolean _) ->
              right.type() instanceof Pointer(Region other, boolean _)
                  && (ordered(condition) ? isPacket(region) && isPacket(other) : region == other);
        };
    boolean pointers = !left.type().isScalar();
    if (allowed && pointers && !ordered(condition)) {
      allowed = condition == Condition.EQ || condition == Condition.NE;
    }
    return allowed
        ? Optional.empty()
        : Optional.of(
            "no comparison `"
                + condition.symbol()
                + "` of "
                + describe(left)
                + " with "
                + describe(right));
  }

  private static boolean ordered(Condition condition) {
    return switch (condition) {
      case GT, GE, LT, LE -> true;
      case EQ, NE, SET, SGT, SGE, SLT, SLE -> false;
    };
  }

  private static boolean isPacket(Region region) {
    return region == Region.PACKET || region == Region.PACKET_META || region == Region.PACKET_END;
  }

  private static Optional<String> constant(Operation.Const o) {
    return switch (o.result().type()) {
      case IrType.Scalar(int bits) ->
          when(
              bits == 32 && o.value() != (o.value() & 0xffff_ffffL),
              "an i32 constant is given zero-extended",
              o);
      case Pointer(Region _, boolean nullable) ->
          when(o.value() != 0 || !nullable, "a pointer constant is null", o);
    };
  }

  private static Optional<String> extend(Operation.Extend o) {
    IrType from = o.fromBits() == 32 ? IrType.I32 : o.result().type();
    boolean known =
        o.fromBits() == 8
            || o.fromBits() == 16
            || (o.fromBits() == 32 && o.result().type().equals(IrType.I64));
    return when(
        !o.result().type().isScalar() || !known || !o.value().type().equals(from),
        "extension from "
            + o.fromBits()
            + " bits needs an operand of the result's type, from 32 bits an i32",
        o);
  }

  private static Optional<String> load(Operation.Load o) {
    Optional<String> wrong = access(o, o.base(), o.effect(), false);
    if (wrong.isPresent()) {
      return wrong;
    }
    return switch (o.result().type()) {
      case IrType.Scalar(int bits) ->
          when(
              o.size().bytes() * 8 > bits || (o.signed() && o.size().bytes() * 8 == bits),
              "a load of " + o.size().bytes() + " bytes does not fit",
              o);
      case Pointer _ ->
          when(
              o.signed() || o.size().bytes() < 4,
              "a pointer is loaded from 8 bytes, or from the 4 bytes of a context field",
              o);
    };
  }

  private static Optional<String> store(Operation.Store o) {
    Optional<String> wrong = access(o, o.base(), o.effect(), true);
    if (wrong.isPresent()) {
      return wrong;
    }
    return switch (o.value().type()) {
      case IrType.Scalar(int bits) ->
          when(o.size().bytes() * 8 > bits, "the stored value is too narrow", o);
      case Pointer _ ->
          when(
              o.size() != MemSize.DW || o.effect() != Memory.STACK,
              "pointers are stored whole and to the stack only",
              o);
    };
  }

  private static Optional<String> atomic(Operation.Atomic o) {
    IrType type = o.size() == MemSize.DW ? IrType.I64 : IrType.I32;
    boolean typed =
        o.operand().type().equals(type)
            && o.expected().map(v -> v.type().equals(type)).orElse(true)
            && o.result().map(v -> v.type().equals(type)).orElse(true);
    boolean memory =
        o.base().type() instanceof Pointer(Region region, boolean nullable)
            && !nullable
            && (region == Region.MAP_VALUE || region == Region.STACK || region == Region.MEMORY);
    if (!memory) {
      return when(true, "an atomic needs a non-null pointer to a map value, stack or memory", o);
    }
    if (o.expected().isPresent() != (o.op() == AtomicOp.CMPXCHG)) {
      return when(true, "exactly compare-and-exchange has an expected value", o);
    }
    return when(
        !typed || o.size().bytes() < 4, "an atomic works on 4 bytes of i32 or 8 bytes of i64", o);
  }

  private static Optional<String> pointerAdd(Operation.PointerAdd o) {
    if (!(o.base().type() instanceof Pointer(Region region, boolean nullable))) {
      return when(true, "pointer arithmetic needs a pointer", o);
    }
    boolean movable =
        switch (region) {
          case PACKET, PACKET_META, MAP_VALUE, STACK, MEMORY -> true;
          case CTX, PACKET_END, SOCKET, SOCK_COMMON, TCP_SOCK, MAP, BTF, FUNCTION -> false;
        };
    return when(
        nullable
            || !movable
            || !o.offset().type().equals(IrType.I64)
            || !o.result().type().equals(o.base().type()),
        "pointer arithmetic adds an i64 to a non-null pointer into data",
        o);
  }

  /// Which memory effects an access through a pointer may claim.
  private static Optional<String> access(Operation o, Value base, Memory effect, boolean write) {
    if (!(base.type() instanceof Pointer(Region region, boolean nullable))) {
      return when(true, "memory is accessed through a pointer", o);
    }
    if (nullable) {
      return when(true, "access through a pointer that may be null", o);
    }
    boolean matches =
        switch (region) {
          case CTX -> effect == Memory.CTX || (effect == Memory.CTX_CONSTANT && !write);
          case PACKET, PACKET_META -> effect == Memory.PACKET;
          case MAP_VALUE, MEMORY ->
              effect == Memory.MAP_VALUE
                  || effect == Memory.VOLATILE
                  || (effect == Memory.CONSTANT && !write);
          case STACK -> effect == Memory.STACK;
          case SOCKET, SOCK_COMMON, TCP_SOCK, BTF -> effect == Memory.KERNEL && !write;
          case PACKET_END, MAP, FUNCTION -> false;
        };
    return when(!matches, (write ? "no store with effect " : "no load with effect ") + effect, o);
  }

  private static Optional<String> address(Operation o, Value result, Region region) {
    return when(
        !result.type().equals(IrType.pointer(region)),
        "the address is a non-null pointer into " + region,
        o);
  }

  private static Optional<String> arguments(Operation o, List<Value> arguments) {
    return when(arguments.size() > 5, "a call has at most five arguments", o);
  }

  private static Optional<String> when(boolean wrong, String message, Operation operation) {
    if (!wrong) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder(message);
    operation.definition().ifPresent(v -> text.append("; result ").append(describe(v)));
    for (Value operand : operation.operands()) {
      text.append("; operand ").append(describe(operand));
    }
    return Optional.of(text.toString());
  }

  private static String describe(Value value) {
    return "v" + value.id() + ": " + value.type().text();
  }
}
