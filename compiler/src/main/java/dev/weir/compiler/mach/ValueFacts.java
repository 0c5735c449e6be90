// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.MemSize;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What selection asks about values: who defines them, how often they are used, which bits may be
/// set, and which name the same register.
final class ValueFacts {
  private static final int DEPTH = 6;
  private final Map<Value, Operation> definitions = new HashMap<>();
  private final Map<Value, Integer> uses = new HashMap<>();
  private final Set<Value> needWhole = new HashSet<>();

  private ValueFacts() {}

  /// The facts of a function.
  static ValueFacts of(IrFunction function) {
    ValueFacts facts = new ValueFacts();
    for (IrBlock block : function.blocks()) {
      for (Operation operation : block.operations()) {
        operation.definition().ifPresent(value -> facts.definitions.put(value, operation));
        operation.operands().forEach(value -> facts.uses.merge(value, 1, Integer::sum));
      }
      block.terminator().operands().forEach(value -> facts.uses.merge(value, 1, Integer::sum));
    }
    for (IrBlock block : function.blocks()) {
      block.operations().forEach(facts::collectWhole);
      facts.collectWhole(block.terminator());
    }
    return facts;
  }

  /// The operation that defines the value; null for parameters.
  @Nullable Operation definition(Value value) {
    return definitions.get(value);
  }

  /// How many operands name the value.
  int useCount(Value value) {
    return uses.getOrDefault(value, 0);
  }

  /// The value's constant, if it is one.
  OptionalLong constant(Value value) {
    return definitions.get(value) instanceof Operation.Const(_, long constant, _)
        ? OptionalLong.of(constant)
        : OptionalLong.empty();
  }

  /// Whether the value is that constant.
  boolean isConstant(Value value, long constant) {
    OptionalLong found = constant(value);
    return found.isPresent() && found.getAsLong() == constant;
  }

  /// The value whose register also holds this one: operations that change no bit take none of their
  /// own.
  Value representative(Value value) {
    return switch (definitions.get(value)) {
      case Operation.Refine refine -> representative(refine.value());
      case Operation.Extend extend when changesNothing(extend) -> representative(extend.value());
      case Operation.Truncate truncate when width(truncate.value(), DEPTH) <= 32 ->
          representative(truncate.value());
      case Operation.Truncate truncate when !needWhole.contains(value) ->
          representative(truncate.value());
      case null, default -> value;
    };
  }

  private boolean changesNothing(Operation.Extend extend) {
    return !extend.signed()
        && (extend.fromBits() == 32 && !isBareTruncate(extend.value())
            || width(extend.value(), DEPTH) <= extend.fromBits());
  }

  private boolean isBareTruncate(Value value) {
    return definitions.get(value) instanceof Operation.Truncate && !needWhole.contains(value);
  }

  /// An upper bound of the number of low bits that may be set; at most the type's width.
  int width(Value value) {
    return width(value, DEPTH);
  }

  private int width(Value value, int depth) {
    int full = value.type().bits();
    if (depth == 0 || !value.type().isScalar()) {
      return full;
    }
    int known =
        switch (definitions.get(value)) {
          case Operation.Const(_, long constant, _) -> 64 - Long.numberOfLeadingZeros(constant);
          case Operation.Load load when !load.signed() -> load.size().bytes() * 8;
          case Operation.Swap swap -> swap.bits();
          case Operation.Extend extend when !extend.signed() ->
              Math.min(extend.fromBits(), width(extend.value(), depth - 1));
          case Operation.Truncate truncate -> width(truncate.value(), depth - 1);
          case Operation.Compare _ -> 1;
          case Operation.Binary binary -> width(binary, full, depth - 1);
          case null, default -> full;
        };
    return Math.min(full, known);
  }

  private int width(Operation.Binary binary, int full, int depth) {
    int left = width(binary.left(), depth);
    OptionalLong count = constant(binary.right());
    return switch (binary.op()) {
      case AND -> Math.min(left, width(binary.right(), depth));
      case OR, XOR -> Math.max(left, width(binary.right(), depth));
      case DIV -> left;
      case RSH ->
          count.isPresent() ? Math.max(0, left - (int) (count.getAsLong() & (full - 1))) : left;
      case MOD ->
          count.isPresent() && count.getAsLong() != 0
              ? Math.min(left, width(binary.right(), depth))
              : left;
      case LSH ->
          count.isPresent() ? Math.min(full, left + (int) (count.getAsLong() & (full - 1))) : full;
      case ADD -> Math.min(full, 1 + Math.max(left, width(binary.right(), depth)));
      case MUL -> Math.min(full, left + width(binary.right(), depth));
      case SUB, SDIV, SMOD, ARSH -> full;
    };
  }

  /// Notes the `i32` values of which some use reads the upper half of the register too.
  private void collectWhole(Operation operation) {
    switch (operation) {
      case Operation.Const _,
          Operation.StackAddress _,
          Operation.MapAddress _,
          Operation.GlobalAddress _,
          Operation.FunctionAddress _,
          Operation.Truncate _,
          Operation.Compare _,
          Operation.Binary _ -> {}
      case Operation.Swap swap -> {
        if (swap.bits() == 64) {
          needWhole.add(swap.value());
        }
      }
      case Operation.Extend extend -> {
        if (!extend.signed() && extend.fromBits() == 32) {
          needWhole.add(extend.value());
        }
      }
      case Operation.Store store -> {
        needWhole.add(store.base());
        if (store.size() == MemSize.DW) {
          needWhole.add(store.value());
        }
      }
      case Operation.Load _,
          Operation.Atomic _,
          Operation.PointerAdd _,
          Operation.Refine _,
          Operation.CallHelper _,
          Operation.CallKfunc _,
          Operation.CallFunction _ ->
          needWhole.addAll(operation.operands());
    }
  }

  private void collectWhole(Terminator terminator) {
    terminator.targets().forEach(target -> needWhole.addAll(target.arguments()));
    if (terminator instanceof Terminator.Return(var value, _)) {
      value.ifPresent(needWhole::add);
    }
  }

  /// The kind of object a pointer points to when the kernel hides its layout; else empty.
  ///
  /// @kernel v6.12 kernel/bpf/verifier.c reg_type_mismatch_ok
  static String kernelObject(Value value) {
    if (!(value.type() instanceof IrType.Pointer(IrType.Region region, _))) {
      return "";
    }
    return switch (region) {
      case CTX, SOCKET, SOCK_COMMON, TCP_SOCK, BTF -> region.name().toLowerCase(Locale.ROOT);
      case PACKET, PACKET_META, PACKET_END, MAP_VALUE, STACK, MAP, MEMORY, FUNCTION -> "";
    };
  }

  /// Whether a pointer must be accessed at a constant offset from the register that holds it.
  static boolean isContext(Value value) {
    return value.type() instanceof IrType.Pointer(IrType.Region region, _)
        && region == IrType.Region.CTX;
  }
}
