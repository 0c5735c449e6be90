// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What is known at one point of a method: the operands of its locals and stack, numbers that were
/// read from memory, and what bindings know.
final class State {
  /// Locals by slot.
  final TreeMap<Integer, Operand> locals = new TreeMap<>();

  /// The operand stack, its top last.
  final List<Operand> stack = new ArrayList<>();

  /// Numbers that were read from or written to memory and are still there.
  final Map<Cell, Operand.Scalar> memory = new HashMap<>();

  /// What bindings know.
  final Map<Class<?>, FlowState> flow = new HashMap<>();

  /// The state of the caller while an inlined body runs.
  final @Nullable State caller;

  State(@Nullable State caller) {
    this.caller = caller;
  }

  /// A number in memory.
  ///
  /// @param slots the stack slots it may be in
  record Cell(Value base, int offset, Type type, Memory memory, Set<Integer> slots) {
    boolean overlaps(Cell other) {
      return offset < other.offset + other.type.sizeBytes()
          && other.offset < offset + type.sizeBytes();
    }

    /// Whether a store to `other` may change this.
    boolean mayBe(Cell other) {
      if (memory != other.memory) {
        return false;
      }
      boolean apart =
          !slots.isEmpty()
              && !other.slots.isEmpty()
              && java.util.Collections.disjoint(slots, other.slots);
      return !apart && (!base.equals(other.base) || overlaps(other));
    }
  }

  State copy() {
    State copy = new State(caller);
    copy.locals.putAll(locals);
    copy.stack.addAll(stack);
    copy.memory.putAll(memory);
    copy.flow.putAll(flow);
    return copy;
  }

  /// This state at the start of a block: only live locals.
  State entering(BitSet live) {
    State copy = copy();
    copy.locals.keySet().removeIf(slot -> !live.get(slot));
    return copy;
  }

  void push(Operand operand) {
    stack.add(operand);
  }

  Operand pop() {
    return stack.isEmpty() ? new Operand.Failed() : stack.removeLast();
  }

  /// Replaces operands everywhere, in the callers too.
  void mapOperands(UnaryOperator<Operand> f) {
    locals.replaceAll((_, operand) -> f.apply(operand));
    stack.replaceAll(f);
  }

  /// Says more about a number, wherever it is held.
  void refine(Value value, UnaryOperator<Range> range) {
    UnaryOperator<Operand.Scalar> narrower =
        s ->
            s.value().equals(value)
                ? new Operand.Scalar(s.type(), s.value(), range.apply(s.range()))
                : s;
    mapOperands(operand -> Operands.mapScalars(operand, narrower));
    memory.replaceAll((_, scalar) -> narrower.apply(scalar));
  }

  /// Forgets numbers that a store may have changed.
  void stored(Cell cell) {
    memory.keySet().removeIf(known -> known.mayBe(cell));
  }

  /// Everything in memory may have changed.
  void forgetMemory() {
    memory.clear();
  }

  /// The stack slots that something here or in a caller refers to.
  Set<Integer> slotsInUse() {
    Set<Integer> used = new HashSet<>();
    for (State state = this; state != null; state = state.caller) {
      state.locals.values().forEach(o -> used.addAll(Operands.slots(o)));
      state.stack.forEach(o -> used.addAll(Operands.slots(o)));
    }
    return used;
  }

  /// All operands, locals first.
  List<Operand> operands() {
    List<Operand> all = new ArrayList<>(locals.values());
    all.addAll(stack);
    return all;
  }

  /// What is fixed when compiling.
  Shape shape() {
    List<Object> parts = new ArrayList<>();
    locals.forEach((slot, operand) -> {
      parts.add(slot);
      parts.add(Operands.shape(operand));
    });
    parts.add("stack");
    stack.forEach(operand -> parts.add(Operands.shape(operand)));
    return new Shape(parts);
  }

  /// The shapes of all operands.
  record Shape(List<Object> parts) {
    Shape {
      parts = List.copyOf(parts);
    }
  }

  /// All values, in order of [#operands].
  List<Value> values() {
    return operands().stream().flatMap(o -> Operands.values(o).stream()).toList();
  }

  /// The same with other values.
  State with(List<Value> values) {
    var next = values.iterator();
    State copy = copy();
    copy.mapOperands(operand -> Operands.with(operand, next));
    return copy;
  }

  /// What is known where this way and another one of the same shape meet; the values stay this
  /// one's.
  State join(State other, Operands.RangeJoin ranges) {
    State joined = copy();
    var theirs = other.operands().iterator();
    joined.mapOperands(operand -> Operands.meet(operand, theirs.next(), ranges));
    joined.memory.clear();
    memory.forEach((cell, scalar) -> {
      Operand.Scalar same = other.memory.get(cell);
      if (same != null && same.value().equals(scalar.value())) {
        joined.memory.put(
            cell,
            new Operand.Scalar(scalar.type(), scalar.value(), scalar.range().join(same.range())));
      }
    });
    joined.flow.keySet().retainAll(other.flow.keySet());
    joined.flow.replaceAll((kind, state) -> {
      FlowState theirState = other.flow.get(kind);
      return theirState == null ? state : state.join(theirState);
    });
    return joined;
  }

  /// Whether everything that `assumed` says holds here.
  boolean within(State assumed) {
    var theirs = assumed.operands().iterator();
    boolean all = true;
    for (Operand operand : operands()) {
      all &= Operands.within(operand, theirs.next());
    }
    for (var entry : assumed.flow.entrySet()) {
      FlowState mine = flow.get(entry.getKey());
      all &= mine != null && entry.getValue().join(mine).equals(entry.getValue());
    }
    return all;
  }
}
