// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Terminator.Target;
import dev.weir.compiler.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Removes what nobody uses: operations without effect, results of calls, block parameters, also
/// when they use only each other around a loop; loads, unless volatile; and stack slots without
/// address.
///
/// ```text
/// v1: i32 = load.w packet v0 + 4
/// v2: i64 = helper 25 (v3, v4)      =>   helper 25 (v3, v4)
/// return v5                              return v5
/// ```
///
/// Needs nothing. Guarantees that every value is used by something with an effect. Branches stay:
/// the ways of a check differ.
///
/// Linear: marks from effects to what they use. Reference: Cytron and others, "Efficiently
/// Computing SSA Form and the Control Dependence Graph", 1991, section 7.1, without removal of
/// branches.
final class DeadCode {
  private final Map<Integer, Operation> definitions = new HashMap<>();
  private final Map<Integer, List<Value>> parametersOf = new HashMap<>();
  private final Map<Integer, List<Value>> arguments = new HashMap<>();
  private final Set<Integer> live = new HashSet<>();
  private final Deque<Value> work = new ArrayDeque<>();

  private DeadCode() {}

  static IrFunction remove(IrFunction function, PassContext context) {
    DeadCode pass = new DeadCode();
    pass.collect(function);
    pass.mark(function);
    return UnusedSlots.remove(function.with(function.blocks().stream().map(pass::swept).toList()));
  }

  private void collect(IrFunction function) {
    function.blocks().forEach(block -> parametersOf.put(block.id(), block.parameters()));
    for (IrBlock block : function.blocks()) {
      block
          .operations()
          .forEach(o -> o.definition().ifPresent(value -> definitions.put(value.id(), o)));
      for (Target target : block.terminator().targets()) {
        List<Value> parameters = parametersOf.getOrDefault(target.block(), List.of());
        for (int i = 0; i < parameters.size(); i++) {
          arguments
              .computeIfAbsent(parameters.get(i).id(), _ -> new ArrayList<>())
              .add(target.arguments().get(i));
        }
      }
    }
  }

  private void mark(IrFunction function) {
    for (IrBlock block : function.blocks()) {
      for (Operation operation : block.operations()) {
        if (!Effects.isDroppable(operation)) {
          operation.operands().forEach(this::use);
        }
      }
      switch (block.terminator()) {
        case Terminator.Jump _ -> {}
        case Terminator.Branch o -> {
          use(o.left());
          use(o.right());
        }
        case Terminator.Return o -> o.value().ifPresent(this::use);
      }
    }
    while (!work.isEmpty()) {
      Value value = work.pop();
      if (definitions.get(value.id()) instanceof Operation operation) {
        operation.operands().forEach(this::use);
      }
      arguments.getOrDefault(value.id(), List.of()).forEach(this::use);
    }
  }

  private void use(Value value) {
    if (live.add(value.id())) {
      work.push(value);
    }
  }

  private boolean isLive(Value value) {
    return live.contains(value.id());
  }

  private IrBlock swept(IrBlock block) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : block.operations()) {
      boolean used = operation.definition().map(this::isLive).orElse(true);
      if (used) {
        operations.add(operation);
      } else if (!Effects.isDroppable(operation)) {
        operations.add(withoutResult(operation));
      }
    }
    return new IrBlock(
        block.id(),
        block.parameters().stream().filter(this::isLive).toList(),
        operations,
        block.terminator().mapTargets(this::swept));
  }

  private Target swept(Target target) {
    List<Value> parameters = parametersOf.getOrDefault(target.block(), List.of());
    List<Value> kept = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      if (isLive(parameters.get(i))) {
        kept.add(target.arguments().get(i));
      }
    }
    return new Target(target.block(), kept);
  }

  /// A call or an atomic whose result is not used. An exchange and a volatile load keep theirs.
  private static Operation withoutResult(Operation operation) {
    return switch (operation) {
      case Operation.CallHelper o ->
          new Operation.CallHelper(
              Optional.empty(), o.helper(), o.arguments(), o.invalidatesPackets(), o.span());
      case Operation.CallKfunc o ->
          new Operation.CallKfunc(Optional.empty(), o.kfunc(), o.arguments(), o.span());
      case Operation.CallFunction o ->
          new Operation.CallFunction(
              Optional.empty(), o.function(), o.arguments(), o.invalidatesPackets(), o.span());
      case Operation.Atomic o ->
          switch (o.op()) {
            case ADD, OR, AND, XOR ->
                new Operation.Atomic(
                    Optional.empty(),
                    o.op(),
                    o.size(),
                    o.base(),
                    o.offset(),
                    o.operand(),
                    o.expected(),
                    o.span());
            case XCHG, CMPXCHG -> o;
          };
      default -> operation;
    };
  }
}
