// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir.text;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Terminator.Likely;
import dev.weir.compiler.ir.Terminator.Target;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads operations and terminators of IR text.
final class OperationParser {
  private final Tokens in;
  private final Values values;

  OperationParser(Tokens in, Values values) {
    this.in = in;
    this.values = values;
  }

  /// The terminator that stands here, empty where an operation does.
  Optional<Terminator> terminator() {
    if (in.accept("jump")) {
      return Optional.of(new Terminator.Jump(target(), null));
    }
    if (in.accept("return")) {
      Optional<Value> value = isValue() ? Optional.of(use()) : Optional.empty();
      return Optional.of(new Terminator.Return(value, null));
    }
    return in.accept("branch") ? Optional.of(branch()) : Optional.empty();
  }

  private boolean isValue() {
    return in.peek().matches("v[0-9]+");
  }

  private Terminator branch() {
    Value left = use();
    Condition condition = condition();
    Value right = use();
    in.expect(",");
    Target then = target();
    in.expect(",");
    Target otherwise = target();
    Likely likely =
        in.accept("likely")
            ? Likely.THEN
            : in.accept("unlikely") ? Likely.OTHERWISE : Likely.UNKNOWN;
    return new Terminator.Branch(condition, left, right, then, otherwise, likely, null);
  }

  private Target target() {
    int block = in.numbered('b');
    return new Target(block, in.is("(") ? uses() : List.of());
  }

  /// Reads `v7: type = operation` or an operation without result.
  Operation operation() {
    Optional<Value> result = Optional.empty();
    if (isValue()) {
      result = Optional.of(values.definition(in));
      in.expect("=");
    }
    String word = in.word();
    return switch (word) {
      case "const" -> new Operation.Const(need(result), in.number(), null);
      case "trunc" -> new Operation.Truncate(need(result), use(), null);
      case "compare" -> {
        Value left = use();
        Condition condition = condition();
        yield new Operation.Compare(need(result), condition, left, use(), null);
      }
      case "ptradd" -> {
        Value base = use();
        in.expect(",");
        yield new Operation.PointerAdd(need(result), base, use(), null);
      }
      case "stack" -> new Operation.StackAddress(need(result), in.numbered('s'), offset(), null);
      case "map" -> new Operation.MapAddress(need(result), in.name(), null);
      case "global" -> new Operation.GlobalAddress(need(result), in.name(), offset(), null);
      case "function" -> new Operation.FunctionAddress(need(result), in.name(), null);
      case "refine" -> new Operation.Refine(need(result), use(), null);
      case "helper" ->
          new Operation.CallHelper(result, in.integer(), uses(), in.accept("invalidates"), null);
      case "kfunc" -> new Operation.CallKfunc(result, in.name(), uses(), null);
      case "call" ->
          new Operation.CallFunction(result, in.name(), uses(), in.accept("invalidates"), null);
      default -> sized(word, result);
    };
  }

  /// Operations whose first word carries a number of bits or bytes, and arithmetic.
  private Operation sized(String word, Optional<Value> result) {
    int dot = word.indexOf('.');
    if (dot > 0) {
      MemSize size = constant(in, MemSize.class, word.substring(dot + 1).toUpperCase(Locale.ROOT));
      return switch (word.substring(0, dot)) {
        case "load" -> load(need(result), size, false);
        case "sload" -> load(need(result), size, true);
        case "store" -> store(size);
        case "atomic" -> atomic(result, size);
        default -> throw in.failure("no operation `" + word + "`, before");
      };
    }
    return switch (word) {
      case "swap16" -> new Operation.Swap(need(result), 16, use(), null);
      case "swap32" -> new Operation.Swap(need(result), 32, use(), null);
      case "swap64" -> new Operation.Swap(need(result), 64, use(), null);
      case "zext8" -> new Operation.Extend(need(result), false, 8, use(), null);
      case "zext16" -> new Operation.Extend(need(result), false, 16, use(), null);
      case "zext32" -> new Operation.Extend(need(result), false, 32, use(), null);
      case "sext8" -> new Operation.Extend(need(result), true, 8, use(), null);
      case "sext16" -> new Operation.Extend(need(result), true, 16, use(), null);
      case "sext32" -> new Operation.Extend(need(result), true, 32, use(), null);
      default -> {
        AluOp op = constant(in, AluOp.class, word.toUpperCase(Locale.ROOT));
        Value left = use();
        in.expect(",");
        yield new Operation.Binary(need(result), op, left, use(), null);
      }
    };
  }

  private Operation load(Value result, MemSize size, boolean signed) {
    Memory effect = effect();
    return new Operation.Load(result, size, signed, use(), offset(), effect, null);
  }

  private Operation store(MemSize size) {
    Memory effect = effect();
    Value base = use();
    int offset = offset();
    in.expect(",");
    return new Operation.Store(size, base, offset, use(), effect, null);
  }

  private Operation atomic(Optional<Value> result, MemSize size) {
    AtomicOp op = constant(in, AtomicOp.class, in.word().toUpperCase(Locale.ROOT));
    Value base = use();
    int offset = offset();
    in.expect(",");
    Value operand = use();
    Optional<Value> expected = in.accept("expect") ? Optional.of(use()) : Optional.empty();
    return new Operation.Atomic(result, op, size, base, offset, operand, expected, null);
  }

  private Value need(Optional<Value> result) {
    return result.orElseThrow(
        () -> in.failure("an operation with a result needs `v7: type =`, before"));
  }

  private Memory effect() {
    return constant(in, Memory.class, in.word().toUpperCase(Locale.ROOT));
  }

  private int offset() {
    if (in.accept("+")) {
      return in.integer();
    }
    return in.accept("-") ? (int) -in.number() : 0;
  }

  private Value use() {
    return values.use(in);
  }

  private List<Value> uses() {
    List<Value> uses = new ArrayList<>();
    in.list("(", ")", () -> uses.add(use()));
    return uses;
  }

  private Condition condition() {
    String symbol = in.take();
    return Arrays.stream(Condition.values())
        .filter(condition -> condition.symbol().equals(symbol))
        .findFirst()
        .orElseThrow(() -> in.failure("no comparison `" + symbol + "`, before"));
  }

  /// The constant of an enum by its name.
  static <E extends Enum<E>> E constant(Tokens in, Class<E> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            in.failure(
                "no " + type.getSimpleName() + " `" + name.toLowerCase(Locale.ROOT) + "`, before"));
  }
}
