// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs IR on [Memory]; what code generation must agree with.
final class IrMachine {
  private final IrModule module;
  private final Memory memory;
  private final GlobalLayout globals;
  private long stackTop = Memory.STACK;
  private int steps;

  IrMachine(IrModule module, Memory memory) {
    this.module = module;
    this.memory = memory;
    this.globals = GlobalLayout.of(module);
  }

  /// The result of a function; 0 when it has none.
  long run(String name, List<Long> arguments) {
    IrFunction function =
        module.functions().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    Map<Value, Long> values = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      values.put(function.parameters().get(i), arguments.get(i));
    }
    List<Long> slots = new ArrayList<>();
    for (IrFunction.StackSlot slot : function.slots()) {
      memory.addUnknown(stackTop, slot.sizeBytes());
      slots.add(stackTop);
      stackTop += 1024;
    }
    Map<Integer, IrBlock> blocks = new HashMap<>();
    function.blocks().forEach(block -> blocks.put(block.id(), block));
    IrBlock block = function.blocks().getFirst();
    while (true) {
      for (Operation operation : block.operations()) {
        run(operation, values, slots);
      }
      Terminator.Target target;
      switch (block.terminator()) {
        case Terminator.Return(var value, _) -> {
          slots.forEach(memory::remove);
          return value.map(values::get).orElse(0L);
        }
        case Terminator.Jump(var next, _) -> target = next;
        case Terminator.Branch o -> {
          long left = values.get(o.left());
          long right = values.get(o.right());
          int bits = o.left().type().bits();
          target = Arithmetic.holds(o.condition(), bits, left, right) ? o.then() : o.otherwise();
        }
      }
      List<Long> passed = target.arguments().stream().map(values::get).toList();
      block = blocks.get(target.block());
      for (int i = 0; i < passed.size(); i++) {
        values.put(block.parameters().get(i), passed.get(i));
      }
    }
  }

  private void run(Operation operation, Map<Value, Long> values, List<Long> slots) {
    if (steps++ > 1_000_000) {
      throw new IllegalStateException("endless loop");
    }
    switch (operation) {
      case Operation.Const o -> values.put(o.result(), o.value());
      case Operation.Binary o ->
          define(
              values,
              o.result(),
              Arithmetic.alu(
                  o.op(), o.result().type().bits(), values.get(o.left()), values.get(o.right())));
      case Operation.Swap o ->
          values.put(o.result(), Arithmetic.swap(o.bits(), values.get(o.value())));
      case Operation.Extend o -> {
        long value = values.get(o.value());
        long mask = (1L << o.fromBits()) - 1;
        define(
            values,
            o.result(),
            o.signed() ? Arithmetic.signExtend(o.fromBits(), value) : value & mask);
      }
      case Operation.Truncate o -> define(values, o.result(), values.get(o.value()));
      case Operation.Compare o -> {
        int bits = o.left().type().bits();
        boolean holds =
            Arithmetic.holds(o.condition(), bits, values.get(o.left()), values.get(o.right()));
        values.put(o.result(), holds ? 1L : 0L);
      }
      case Operation.Load o -> {
        long value = memory.load(values.get(o.base()) + o.offset(), o.size().bytes());
        int bits = 8 * o.size().bytes();
        define(values, o.result(), o.signed() ? Arithmetic.signExtend(bits, value) : value);
      }
      case Operation.Store o ->
          memory.store(values.get(o.base()) + o.offset(), o.size().bytes(), values.get(o.value()));
      case Operation.Atomic o -> atomic(o, values);
      case Operation.PointerAdd o ->
          values.put(o.result(), values.get(o.base()) + values.get(o.offset()));
      case Operation.StackAddress o -> values.put(o.result(), slots.get(o.slot()) + o.offset());
      case Operation.GlobalAddress o -> {
        GlobalLayout.Place place = globals.place(o.global());
        values.put(o.result(), dataBase(globals, place.section()) + place.offset() + o.offset());
      }
      case Operation.MapAddress _, Operation.FunctionAddress _, Operation.CallKfunc _ ->
          throw new IllegalStateException("not in these tests: " + operation);
      case Operation.Refine o -> values.put(o.result(), values.get(o.value()));
      case Operation.CallHelper o -> {
        long[] arguments = o.arguments().stream().mapToLong(values::get).toArray();
        o.result().ifPresent(r -> values.put(r, Arithmetic.helper(o.helper(), arguments)));
      }
      case Operation.CallFunction o -> {
        long value = run(o.function(), o.arguments().stream().map(values::get).toList());
        o.result().ifPresent(result -> values.put(result, value));
      }
    }
  }

  private void atomic(Operation.Atomic o, Map<Value, Long> values) {
    long address = values.get(o.base()) + o.offset();
    int bytes = o.size().bytes();
    long old = memory.load(address, bytes);
    long operand = values.get(o.operand());
    boolean matches =
        o.expected()
            .map(e -> bytes == 8 ? values.get(e) == old : (values.get(e) & 0xffff_ffffL) == old)
            .orElse(true);
    if (matches) {
      memory.store(address, bytes, combine(o.op(), old, operand));
    }
    o.result().ifPresent(result -> define(values, result, old));
  }

  /// What an atomic operation stores.
  static long combine(AtomicOp op, long old, long operand) {
    return switch (op) {
      case ADD -> old + operand;
      case OR -> old | operand;
      case AND -> old & operand;
      case XOR -> old ^ operand;
      case XCHG, CMPXCHG -> operand;
    };
  }

  private static void define(Map<Value, Long> values, Value value, long content) {
    values.put(value, value.type().bits() == 32 ? content & 0xffff_ffffL : content);
  }

  /// The address of a data section.
  static long dataBase(GlobalLayout layout, String section) {
    int index =
        layout.sections().stream().map(GlobalLayout.Section::name).toList().indexOf(section);
    return Memory.DATA + 0x1_0000L * index;
  }
}
