// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.java.lower.Binding;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.java.lower.Range;
import dev.weir.compiler.text.typed.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Numbers in network byte order: `Be16`, `Be32`, `Be64`. A value is the number that its bytes are
/// on a little-endian machine.
final class Numbers {
  private final int bits;
  private final Type type;

  private Numbers(int bits) {
    this.bits = bits;
    this.type = new Type.Be(bits / 8);
  }

  static void addTo(Map<String, Binding.Table> classes) {
    for (int bits : new int[] {16, 32, 64}) {
      classes.put("Be" + bits, new Numbers(bits).table());
    }
  }

  private Binding.Table table() {
    Map<String, Binding> members = new HashMap<>();
    members.put("ZERO", call -> value(constant(call, 0)));
    members.put("of", call -> value(swapped(call, call.number(0).value())));
    members.put("ofRaw", call -> value(cut(call, call.number(0).value())));
    members.put("host", call -> number(call, swapped(call, call.number(0).value())));
    members.put("raw", call -> number(call, call.number(0).value()));
    members.put("and", call -> value(binary(call, AluOp.AND)));
    members.put("or", call -> value(binary(call, AluOp.OR)));
    members.put("xor", call -> value(binary(call, AluOp.XOR)));
    members.put("not", this::not);
    members.put("is", call -> compare(call, swapped(call, call.number(1).value())));
    members.put("equals", call -> compare(call, call.number(1).value()));
    if (bits == 32) {
      members.put("ip", this::address);
      members.put("isLoopback", call -> masked(call, 0xff00_0000, 0x7f00_0000));
      members.put("isMulticast", call -> masked(call, 0xf000_0000, 0xe000_0000));
    }
    Map<String, Binding> copy = Map.copyOf(members);
    return (_, name, descriptor) ->
        name.equals("equals") && descriptor.startsWith("(Ljava/lang/Object;")
            ? Optional.of(this::sameObject)
            : Optional.ofNullable(copy.get(name));
  }

  private Operand.Scalar value(Value value) {
    return new Operand.Scalar(type, value, bits == 64 ? Range.LONG : Range.unsigned(bits));
  }

  private Operand number(Call call, Value value) {
    return switch (bits) {
      case 16 -> call.ofInt(value, Range.unsigned(16));
      case 32 -> call.ofInt(value, Range.INT);
      default -> call.ofLong(value, Range.LONG);
    };
  }

  private Value constant(Call call, long value) {
    return call.builder().constant(bits == 64 ? IrType.I64 : IrType.I32, value);
  }

  private Value swapped(Call call, Value value) {
    return call.builder().swap(bits, value);
  }

  private Value cut(Call call, Value value) {
    return bits == 16 ? call.builder().binary(AluOp.AND, value, constant(call, 0xffff)) : value;
  }

  private Value binary(Call call, AluOp op) {
    return call.builder().binary(op, call.number(0).value(), call.number(1).value());
  }

  private Operand not(Call call) {
    long mask = bits == 16 ? 0xffff : -1;
    return value(call.builder().binary(AluOp.XOR, call.number(0).value(), constant(call, mask)));
  }

  private Operand compare(Call call, Value other) {
    return equal(call, call.number(0).value(), other);
  }

  /// `equals(Object)`: the other side is known to be a number of the same width, or the answer is
  /// no.
  private Operand sameObject(Call call) {
    return call.argument(1) instanceof Operand.Scalar other && other.type().equals(type)
        ? compare(call, other.value())
        : call.ofInt(call.builder().constant(IrType.I32, 0), Range.constant(0));
  }

  static Operand equal(Call call, Value left, Value right) {
    return call.ofInt(call.builder().compare(Condition.EQ, left, right), Range.BOOLEAN);
  }

  private Operand masked(Call call, int mask, int expected) {
    Value part =
        call.builder()
            .binary(AluOp.AND, call.number(0).value(), constant(call, Integer.reverseBytes(mask)));
    return equal(call, part, constant(call, Integer.reverseBytes(expected)));
  }

  private Operand address(Call call) {
    Value raw = constant(call, 0);
    for (int i = 0; i < 4; i++) {
      Value part = call.builder().binary(AluOp.AND, call.number(i).value(), constant(call, 0xff));
      Value placed = call.builder().binary(AluOp.LSH, part, constant(call, 8L * i));
      raw = call.builder().binary(AluOp.OR, raw, placed);
    }
    return value(raw);
  }
}
