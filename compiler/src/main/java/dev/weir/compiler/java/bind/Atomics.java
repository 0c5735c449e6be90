// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.java.lower.Binding;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.java.lower.Range;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ConstantDescs;
import java.util.HashMap;
import java.util.Map;

/// Numbers that are changed in one step: `Atomic32`, `Atomic64`.
///
/// @source RFC 9669 section 5.3, atomic operations
final class Atomics {
  private final Type.Int type;

  private Atomics(int bytes) {
    this.type = new Type.Int(bytes, true);
  }

  static void addTo(Map<String, Binding.Table> classes) {
    classes.put("Atomic32", new Atomics(4).table());
    classes.put("Atomic64", new Atomics(8).table());
  }

  private Binding.Table table() {
    Map<String, Binding> members = new HashMap<>();
    members.put("<init>", call -> number(call, call.builder().constant(Operand.irType(type), 0)));
    members.put("get", this::get);
    members.put("set", this::set);
    members.put("compareExchange", this::compareExchange);
    members.put("exchange", call -> fetch(call, AtomicOp.XCHG));
    Map<String, AtomicOp> operations =
        Map.of("Add", AtomicOp.ADD, "And", AtomicOp.AND, "Or", AtomicOp.OR, "Xor", AtomicOp.XOR);
    operations.forEach((name, operation) -> {
      members.put("fetch" + name, call -> fetch(call, operation));
      members.put(name.toLowerCase(java.util.Locale.ROOT), call -> update(call, operation));
    });
    return DslBindings.byName(members);
  }

  private Operand number(Call call, Value value) {
    return type.bytes() == 8 ? call.ofLong(value, Range.LONG) : call.ofInt(value, Range.INT);
  }

  private MemSize size() {
    return MemSize.ofBytes(type.bytes());
  }

  private Operand get(Call call) {
    return call.load(
        call.view(0, type), type.bytes() == 8 ? ConstantDescs.CD_long : ConstantDescs.CD_int);
  }

  private Operand set(Call call) {
    call.store(call.number(1), call.view(0, type));
    return new Operand.Null();
  }

  /// The number's place, whose contents are not known any more.
  private Operand.View place(Call call) {
    Operand.View place = call.view(0, type);
    call.forgetMemory();
    return place;
  }

  private Operand update(Call call, AtomicOp operation) {
    Operand.View place = place(call);
    call.builder()
        .atomic(
            operation,
            size(),
            place.anchor().pointer(call),
            place.offset(),
            call.number(1).value());
    return new Operand.Null();
  }

  private Operand fetch(Call call, AtomicOp operation) {
    Operand.View place = place(call);
    return number(
        call,
        call.builder()
            .atomicFetch(
                operation,
                size(),
                place.anchor().pointer(call),
                place.offset(),
                call.number(1).value()));
  }

  private Operand compareExchange(Call call) {
    Operand.View place = place(call);
    return number(
        call,
        call.builder()
            .compareExchange(
                size(),
                place.anchor().pointer(call),
                place.offset(),
                call.number(1).value(),
                call.number(2).value()));
  }
}
