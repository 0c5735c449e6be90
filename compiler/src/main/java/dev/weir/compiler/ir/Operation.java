// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One operation of a block. Its span is the source text it stands for, null when it has none.
public sealed interface Operation {
  /// The source text, or null.
  @Nullable Span span();

  /// The value it defines, if any.
  default Optional<Value> definition() {
    return switch (this) {
      case Const o -> Optional.of(o.result());
      case Binary o -> Optional.of(o.result());
      case Swap o -> Optional.of(o.result());
      case Extend o -> Optional.of(o.result());
      case Truncate o -> Optional.of(o.result());
      case Compare o -> Optional.of(o.result());
      case Load o -> Optional.of(o.result());
      case Store _ -> Optional.empty();
      case Atomic o -> o.result();
      case PointerAdd o -> Optional.of(o.result());
      case StackAddress o -> Optional.of(o.result());
      case MapAddress o -> Optional.of(o.result());
      case GlobalAddress o -> Optional.of(o.result());
      case FunctionAddress o -> Optional.of(o.result());
      case Refine o -> Optional.of(o.result());
      case CallHelper o -> o.result();
      case CallKfunc o -> o.result();
      case CallFunction o -> o.result();
    };
  }

  /// The values it uses, in operand order.
  default List<Value> operands() {
    return switch (this) {
      case Const _, StackAddress _, MapAddress _, GlobalAddress _, FunctionAddress _ -> List.of();
      case Binary o -> List.of(o.left(), o.right());
      case Swap o -> List.of(o.value());
      case Extend o -> List.of(o.value());
      case Truncate o -> List.of(o.value());
      case Compare o -> List.of(o.left(), o.right());
      case Load o -> List.of(o.base());
      case Store o -> List.of(o.base(), o.value());
      case Atomic o ->
          o.expected().isPresent()
              ? List.of(o.base(), o.operand(), o.expected().get())
              : List.of(o.base(), o.operand());
      case PointerAdd o -> List.of(o.base(), o.offset());
      case Refine o -> List.of(o.value());
      case CallHelper o -> o.arguments();
      case CallKfunc o -> o.arguments();
      case CallFunction o -> o.arguments();
    };
  }

  /// The same operation on other operands; `f` is applied to each operand in order.
  default Operation mapOperands(UnaryOperator<Value> f) {
    return switch (this) {
      case Const _, StackAddress _, MapAddress _, GlobalAddress _, FunctionAddress _ -> this;
      case Binary o -> new Binary(o.result, o.op, f.apply(o.left), f.apply(o.right), o.span);
      case Swap o -> new Swap(o.result, o.bits, f.apply(o.value), o.span);
      case Extend o -> new Extend(o.result, o.signed, o.fromBits, f.apply(o.value), o.span);
      case Truncate o -> new Truncate(o.result, f.apply(o.value), o.span);
      case Compare o ->
          new Compare(o.result, o.condition, f.apply(o.left), f.apply(o.right), o.span);
      case Load o ->
          new Load(o.result, o.size, o.signed, f.apply(o.base), o.offset, o.effect, o.span);
      case Store o ->
          new Store(o.size, f.apply(o.base), o.offset, f.apply(o.value), o.effect, o.span);
      case Atomic o ->
          new Atomic(
              o.result,
              o.op,
              o.size,
              f.apply(o.base),
              o.offset,
              f.apply(o.operand),
              o.expected.map(f),
              o.span);
      case PointerAdd o -> new PointerAdd(o.result, f.apply(o.base), f.apply(o.offset), o.span);
      case Refine o -> new Refine(o.result, f.apply(o.value), o.span);
      case CallHelper o ->
          new CallHelper(
              o.result,
              o.helper,
              o.arguments.stream().map(f).toList(),
              o.invalidatesPackets,
              o.span);
      case CallKfunc o ->
          new CallKfunc(o.result, o.kfunc, o.arguments.stream().map(f).toList(), o.span);
      case CallFunction o ->
          new CallFunction(
              o.result,
              o.function,
              o.arguments.stream().map(f).toList(),
              o.invalidatesPackets,
              o.span);
    };
  }

  /// The same operation with another definition; the same where it defines nothing.
  default Operation mapDefinition(UnaryOperator<Value> f) {
    return switch (this) {
      case Store _ -> this;
      case Const o -> new Const(f.apply(o.result), o.value, o.span);
      case Binary o -> new Binary(f.apply(o.result), o.op, o.left, o.right, o.span);
      case Swap o -> new Swap(f.apply(o.result), o.bits, o.value, o.span);
      case Extend o -> new Extend(f.apply(o.result), o.signed, o.fromBits, o.value, o.span);
      case Truncate o -> new Truncate(f.apply(o.result), o.value, o.span);
      case Compare o -> new Compare(f.apply(o.result), o.condition, o.left, o.right, o.span);
      case Load o ->
          new Load(f.apply(o.result), o.size, o.signed, o.base, o.offset, o.effect, o.span);
      case Atomic o ->
          new Atomic(
              o.result.map(f), o.op, o.size, o.base, o.offset, o.operand, o.expected, o.span);
      case PointerAdd o -> new PointerAdd(f.apply(o.result), o.base, o.offset, o.span);
      case StackAddress o -> new StackAddress(f.apply(o.result), o.slot, o.offset, o.span);
      case MapAddress o -> new MapAddress(f.apply(o.result), o.map, o.span);
      case GlobalAddress o -> new GlobalAddress(f.apply(o.result), o.global, o.offset, o.span);
      case FunctionAddress o -> new FunctionAddress(f.apply(o.result), o.function, o.span);
      case Refine o -> new Refine(f.apply(o.result), o.value, o.span);
      case CallHelper o ->
          new CallHelper(o.result.map(f), o.helper, o.arguments, o.invalidatesPackets, o.span);
      case CallKfunc o -> new CallKfunc(o.result.map(f), o.kfunc, o.arguments, o.span);
      case CallFunction o ->
          new CallFunction(o.result.map(f), o.function, o.arguments, o.invalidatesPackets, o.span);
    };
  }

  /// The same operation with another span.
  default Operation withSpan(@Nullable Span newSpan) {
    return switch (this) {
      case Const o -> new Const(o.result, o.value, newSpan);
      case Binary o -> new Binary(o.result, o.op, o.left, o.right, newSpan);
      case Swap o -> new Swap(o.result, o.bits, o.value, newSpan);
      case Extend o -> new Extend(o.result, o.signed, o.fromBits, o.value, newSpan);
      case Truncate o -> new Truncate(o.result, o.value, newSpan);
      case Compare o -> new Compare(o.result, o.condition, o.left, o.right, newSpan);
      case Load o -> new Load(o.result, o.size, o.signed, o.base, o.offset, o.effect, newSpan);
      case Store o -> new Store(o.size, o.base, o.offset, o.value, o.effect, newSpan);
      case Atomic o ->
          new Atomic(o.result, o.op, o.size, o.base, o.offset, o.operand, o.expected, newSpan);
      case PointerAdd o -> new PointerAdd(o.result, o.base, o.offset, newSpan);
      case StackAddress o -> new StackAddress(o.result, o.slot, o.offset, newSpan);
      case MapAddress o -> new MapAddress(o.result, o.map, newSpan);
      case GlobalAddress o -> new GlobalAddress(o.result, o.global, o.offset, newSpan);
      case FunctionAddress o -> new FunctionAddress(o.result, o.function, newSpan);
      case Refine o -> new Refine(o.result, o.value, newSpan);
      case CallHelper o ->
          new CallHelper(o.result, o.helper, o.arguments, o.invalidatesPackets, newSpan);
      case CallKfunc o -> new CallKfunc(o.result, o.kfunc, o.arguments, newSpan);
      case CallFunction o ->
          new CallFunction(o.result, o.function, o.arguments, o.invalidatesPackets, newSpan);
    };
  }

  /// A scalar constant; an `i32` constant is given zero-extended (0 to 2^32 - 1). A constant 0 of a
  /// pointer type is the null pointer.
  record Const(Value result, long value, @Nullable Span span) implements Operation {}

  /// Arithmetic on two scalars of the result's width.
  record Binary(Value result, AluOp op, Value left, Value right, @Nullable Span span)
      implements Operation {}

  /// Byte swap of the low `bits` (16, 32, 64); the rest of the result is zero. Written for the
  /// conversion between host (little-endian) and network order.
  record Swap(Value result, int bits, Value value, @Nullable Span span) implements Operation {}

  /// Extension of the low `fromBits` of a scalar to the result's width. From 32 to 64 bits the
  /// operand is an `i32`, otherwise it has the result's type.
  record Extend(Value result, boolean signed, int fromBits, Value value, @Nullable Span span)
      implements Operation {}

  /// The low 32 bits of an `i64`.
  record Truncate(Value result, Value value, @Nullable Span span) implements Operation {}

  /// `i32` 1 when the comparison of two values of one type holds, else 0.
  record Compare(Value result, Condition condition, Value left, Value right, @Nullable Span span)
      implements Operation {}

  /// Memory load, extended to the result's width; the result of loading a context's pointer field
  /// is a pointer.
  ///
  /// @param effect what it depends on, see [Memory]
  record Load(
      Value result,
      MemSize size,
      boolean signed,
      Value base,
      int offset,
      Memory effect,
      @Nullable Span span)
      implements Operation {}

  /// Memory store of the low bytes of a scalar, or of a pointer to the stack.
  record Store(
      MemSize size, Value base, int offset, Value value, Memory effect, @Nullable Span span)
      implements Operation {}

  /// Atomic read-modify-write; the result, where present, is the old value.
  ///
  /// @param expected the value compared with, exactly for [AtomicOp#CMPXCHG]
  record Atomic(
      Optional<Value> result,
      AtomicOp op,
      MemSize size,
      Value base,
      int offset,
      Value operand,
      Optional<Value> expected,
      @Nullable Span span)
      implements Operation {}

  /// Pointer plus an `i64` number of bytes. With a non-constant offset into a packet the result is
  /// a new pointer to the verifier, so this must never be recomputed after a check of it.
  record PointerAdd(Value result, Value base, Value offset, @Nullable Span span)
      implements Operation {}

  /// Address of a stack slot of this function plus a constant.
  record StackAddress(Value result, int slot, int offset, @Nullable Span span)
      implements Operation {}

  /// A map, as helpers take it.
  record MapAddress(Value result, String map, @Nullable Span span) implements Operation {}

  /// Address of a global variable plus a constant.
  record GlobalAddress(Value result, String global, int offset, @Nullable Span span)
      implements Operation {}

  /// Address of a function, for callbacks.
  record FunctionAddress(Value result, String function, @Nullable Span span) implements Operation {}

  /// The same pointer, known to be non-null because a branch compared `value` with null. Keeps the
  /// use below the check; selects to nothing.
  record Refine(Value result, Value value, @Nullable Span span) implements Operation {}

  /// Call of a kernel helper by id; scalar results are `i64`.
  ///
  /// @param invalidatesPackets whether packet pointers from before are dead after it
  record CallHelper(
      Optional<Value> result,
      int helper,
      List<Value> arguments,
      boolean invalidatesPackets,
      @Nullable Span span)
      implements Operation {
    /// Copies the list.
    public CallHelper {
      arguments = List.copyOf(arguments);
    }
  }

  /// Call of a kernel function by name.
  record CallKfunc(Optional<Value> result, String kfunc, List<Value> arguments, @Nullable Span span)
      implements Operation {
    /// Copies the list.
    public CallKfunc {
      arguments = List.copyOf(arguments);
    }
  }

  /// Call of a function of the module.
  ///
  /// @param invalidatesPackets whether the callee may change packet data
  record CallFunction(
      Optional<Value> result,
      String function,
      List<Value> arguments,
      boolean invalidatesPackets,
      @Nullable Span span)
      implements Operation {
    /// Copies the list.
    public CallFunction {
      arguments = List.copyOf(arguments);
    }
  }

  /// What a memory access touches, for passes that move or drop accesses. Accesses of different
  /// kinds never overlap.
  enum Memory {
    /// A context field that no store and no call changes during a run.
    CTX_CONSTANT,
    /// A context field that the program or a helper may change, and packet pointers.
    CTX,
    /// Packet data.
    PACKET,
    /// Map values and globals: also changed by others at any time; loads may merge, never be added.
    MAP_VALUE,
    /// A read-only global, constant once loaded.
    CONSTANT,
    /// The function's own stack, also read and written by calls that get its address.
    STACK,
    /// Fields of kernel objects such as sockets.
    KERNEL,
    /// As `MAP_VALUE` but every access is kept, in order.
    VOLATILE
  }
}
