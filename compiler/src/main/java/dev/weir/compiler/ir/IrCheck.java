// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import dev.weir.compiler.ir.IrType.Pointer;
import dev.weir.compiler.ir.Terminator.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/// The invariants of the IR. They hold for what front ends emit and between any two passes.
///
/// 1. The first block is the entry; it has no parameters and no predecessors. Every block can be
///    reached, and jumps lead to blocks of the function.
/// 2. Every value is defined once, and every use is that value, of that type and name.
/// 3. A definition dominates its uses; one in the same block comes before them.
/// 4. Operands and results have the types of [OperationTypes]: among others at most five call
///    arguments, context accesses at constant offsets of the context itself, and nothing but
///    comparison done with a packet end.
/// 5. A jump passes one argument of the right type for each parameter. A return matches the
///    function.
/// 6. A refined pointer was compared with null on the way, by a branch on that very value.
/// 7. Stack slots exist, and accesses at constant offsets lie inside them.
/// 8. No packet pointer is used after a call that invalidates it, on any path ([PacketValidity]).
/// 9. In a module, names are unique; maps, globals and functions that are named exist; calls match
///    the callee, say whether it invalidates packet pointers, and do not recurse; an entry is never
///    called.
public final class IrCheck {
  private final IrFunction function;
  private final List<String> problems = new ArrayList<>();
  private final Map<Integer, Value> values = new HashMap<>();
  private final Map<Integer, Operation> definitions = new HashMap<>();
  private final Map<Integer, IrBlock> definedIn = new HashMap<>();

  private IrCheck(IrFunction function) {
    this.function = function;
  }

  /// What is wrong with a function, empty when nothing is. References out of it are not looked up.
  public static List<String> check(IrFunction function) {
    IrCheck check = new IrCheck(function);
    check.shape();
    if (check.problems.isEmpty()) {
      check.flow();
    }
    return check.problems;
  }

  /// What is wrong with a module and its functions, empty when nothing is.
  public static List<String> check(IrModule module) {
    List<String> problems = new ArrayList<>();
    module.functions().forEach(function -> problems.addAll(check(function)));
    problems.addAll(ModuleCheck.check(module));
    return problems;
  }

  private void problem(IrBlock block, String message) {
    problems.add(function.name() + ", b" + block.id() + ": " + message);
  }

  // Blocks, definitions and types.

  private void shape() {
    if (function.blocks().isEmpty()) {
      problems.add(function.name() + ": no blocks");
      return;
    }
    int parameters = function.parameters().size();
    if (parameters > 5 || function.signature().parameters().size() != parameters) {
      problems.add(
          function.name() + ": " + parameters + " parameters, other than signature or over 5");
    }
    IrBlock entry = function.blocks().getFirst();
    if (!entry.parameters().isEmpty()) {
      problem(entry, "the entry has parameters");
    }
    function.parameters().forEach(value -> define(entry, value));
    Set<Integer> ids = new HashSet<>();
    for (IrBlock block : function.blocks()) {
      if (!ids.add(block.id())) {
        problem(block, "second block of this number");
      }
      block.parameters().forEach(value -> define(block, value));
      for (Operation operation : block.operations()) {
        operation.definition().ifPresent(value -> define(block, value));
        operation.definition().ifPresent(value -> definitions.put(value.id(), operation));
        OperationTypes.check(operation).ifPresent(wrong -> problem(block, wrong));
      }
    }
    for (IrBlock block : function.blocks()) {
      for (Target target : block.terminator().targets()) {
        if (!ids.contains(target.block())) {
          problem(block, "jump to missing b" + target.block());
        }
      }
    }
  }

  private void define(IrBlock block, Value value) {
    if (values.put(value.id(), value) != null) {
      problem(block, "v" + value.id() + " is defined twice");
    }
    definedIn.put(value.id(), block);
  }

  // Edges, uses and what holds on paths.

  private void flow() {
    Cfg cfg = Cfg.of(function);
    if (!cfg.predecessors(cfg.entry().id()).isEmpty()) {
      problem(cfg.entry(), "the entry has predecessors");
    }
    for (IrBlock block : function.blocks()) {
      if (!cfg.has(block.id())) {
        problem(block, "cannot be reached");
      }
    }
    Dominators dominators = Dominators.of(cfg);
    for (IrBlock block : cfg.reversePostorder()) {
      uses(block, dominators);
      terminator(cfg, block);
      for (Operation operation : block.operations()) {
        stack(block, operation);
        if (operation instanceof Operation.Refine refine
            && !checked(refine.value(), block, cfg, dominators)) {
          problem(block, "v" + refine.value().id() + " is refined without a check for null");
        }
      }
    }
    if (problems.isEmpty()) {
      problems.addAll(PacketValidity.check(function, cfg));
    }
  }

  private void uses(IrBlock block, Dominators dominators) {
    Set<Integer> local = new HashSet<>();
    if (block.id() == function.blocks().getFirst().id()) {
      function.parameters().forEach(value -> local.add(value.id()));
    }
    block.parameters().forEach(value -> local.add(value.id()));
    for (Operation operation : block.operations()) {
      operation.operands().forEach(value -> use(block, value, local, dominators));
      operation.definition().ifPresent(value -> local.add(value.id()));
    }
    block.terminator().operands().forEach(value -> use(block, value, local, dominators));
  }

  private void use(IrBlock block, Value value, Set<Integer> local, Dominators dominators) {
    IrBlock definedBy = definedIn.get(value.id());
    if (definedBy == null) {
      problem(block, "v" + value.id() + " is used but not defined");
    } else if (!value.equals(values.get(value.id()))) {
      problem(block, "use of " + value + " differs from " + values.get(value.id()));
    } else if (definedBy.id() == block.id()) {
      if (!local.contains(value.id())) {
        problem(block, "v" + value.id() + " is used before it is defined");
      }
    } else if (!dominates(dominators, definedBy, block)) {
      problem(block, "v" + value.id() + " of b" + definedBy.id() + " does not dominate its use");
    }
  }

  private static boolean dominates(Dominators dominators, IrBlock above, IrBlock below) {
    try {
      return dominators.dominates(above.id(), below.id());
    } catch (NoSuchElementException _) {
      return false; // The defining block cannot be reached, which is told already.
    }
  }

  private void terminator(Cfg cfg, IrBlock block) {
    if (block.terminator() instanceof Terminator.Branch branch) {
      OperationTypes.comparison(branch.condition(), branch.left(), branch.right())
          .ifPresent(wrong -> problem(block, wrong));
    }
    if (block.terminator() instanceof Terminator.Return ret
        && !ret.value().map(Value::type).equals(function.result())) {
      problem(block, "return of " + ret.value() + " instead of " + function.result());
    }
    for (Target target : block.terminator().targets()) {
      List<IrType> passed = target.arguments().stream().map(Value::type).toList();
      List<IrType> wanted =
          cfg.block(target.block()).parameters().stream().map(Value::type).toList();
      if (!passed.equals(wanted)) {
        problem(block, "passes " + passed + " to b" + target.block() + ", which takes " + wanted);
      }
    }
  }

  private void stack(IrBlock block, Operation operation) {
    switch (operation) {
      case Operation.StackAddress o -> slot(block, o, o.offset(), 0);
      case Operation.Load o -> access(block, o.base(), o.offset(), o.size().bytes());
      case Operation.Store o -> access(block, o.base(), o.offset(), o.size().bytes());
      case Operation.Atomic o -> access(block, o.base(), o.offset(), o.size().bytes());
      case Operation.Const _,
          Operation.Binary _,
          Operation.Swap _,
          Operation.Extend _,
          Operation.Truncate _,
          Operation.Compare _,
          Operation.PointerAdd _,
          Operation.MapAddress _,
          Operation.GlobalAddress _,
          Operation.FunctionAddress _,
          Operation.Refine _,
          Operation.CallHelper _,
          Operation.CallKfunc _,
          Operation.CallFunction _ -> {}
    }
  }

  private void access(IrBlock block, Value base, int offset, int bytes) {
    if (definitions.get(base.id()) instanceof Operation.StackAddress address) {
      slot(block, address, address.offset() + offset, bytes);
    }
  }

  private void slot(IrBlock block, Operation.StackAddress address, int from, int bytes) {
    if (address.slot() < 0 || address.slot() >= function.slots().size()) {
      problem(block, "no stack slot s" + address.slot());
      return;
    }
    int size = function.slots().get(address.slot()).sizeBytes();
    if (from < 0 || from + bytes > size) {
      problem(
          block,
          "bytes "
              + from
              + ".."
              + (from + bytes)
              + " of stack slot s"
              + address.slot()
              + ", size "
              + size);
    }
  }

  /// Whether some block on the dominator path was entered by the one edge on which a branch found
  /// the value not to be null.
  private boolean checked(Value value, IrBlock use, Cfg cfg, Dominators dominators) {
    Optional<IrBlock> block = Optional.of(use);
    while (block.isPresent()) {
      List<Cfg.Edge> edges = cfg.predecessors(block.get().id());
      if (edges.size() == 1
          && NullTest.of(edges.getFirst().from().terminator(), definitions)
              .filter(t -> t.pointer().id() == value.id())
              .filter(t -> t.nonNullTarget() == edges.getFirst().index())
              .isPresent()) {
        return true;
      }
      block = dominators.parent(block.get().id());
    }
    return !(value.type() instanceof Pointer);
  }
}
