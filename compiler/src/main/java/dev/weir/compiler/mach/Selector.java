// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Width;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.mach.MachTerminator.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Instruction selection: what machine instructions compute each operation.
///
/// Blocks are visited in reverse of reverse post-order and operations from last to first, so that
/// every use is seen before its definition. An operation whose value nobody asked for selects to
/// nothing: dead code, address computations that loads and stores absorbed, comparisons that
/// branches absorbed, and constants that became immediates all vanish this way. Constants and
/// addresses of maps, globals and stack slots are made anew in each block that wants them in a
/// register, which keeps them out of registers that values across calls need.
///
/// ```text
/// v4 = add ptr v1, 12                  w5 = *(u16 *)(r1 + 12)
/// v5 = load u16 [v4 + 0]        =>     w5 = be16 w5
/// v6 = swap16 v5                       if w5 != 2048 goto b3
/// branch ne v6, 2048, b3, b4
/// ```
///
/// Needs IR in SSA form. Guarantees: an `i32` value's register holds it zero-extended; only
/// reachable blocks; no critical edges; the context is accessed at constant offsets from its own
/// register. Linear in the size of the function.
public final class Selector {
  private final IrFunction function;
  private final ValueFacts facts;
  private final Registers registers = new Registers();
  private final OperationSelector operations;
  private final List<MachBlock<VReg>> blocks = new ArrayList<>();
  private final Map<Integer, IrBlock> irBlocks = new HashMap<>();
  private final Map<Integer, Integer> predecessors = new HashMap<>();
  private int nextBlock;

  private Selector(IrFunction function, MachTarget target) {
    this.function = function;
    this.facts = ValueFacts.of(function);
    StackLayout stack = StackLayout.of(function.slots());
    this.operations = new OperationSelector(facts, registers, target, stack);
    for (IrBlock block : function.blocks()) {
      irBlocks.put(block.id(), block);
      nextBlock = Math.max(nextBlock, block.id() + 1);
    }
  }

  /// Selects the instructions of a function.
  public static MachFunction<VReg> select(IrFunction function, MachTarget target) {
    Selector selector = new Selector(function, target);
    return OperandChoice.choose(selector.select(target));
  }

  private MachFunction<VReg> select(MachTarget target) {
    List<IrBlock> order = reversePostOrder();
    for (IrBlock block : order) {
      for (Terminator.Target next : block.terminator().targets()) {
        predecessors.merge(next.block(), 1, Integer::sum);
      }
    }
    order.reversed().forEach(this::select);
    List<MachInsn<VReg>> prologue = new ArrayList<>();
    List<VReg> parameters =
        function.parameters().stream().map(value -> parameter(value, target, prologue)).toList();
    enter(order.getFirst(), prologue);
    return new MachFunction<>(
        function.name(),
        function.kind(),
        parameters,
        blocks.reversed(),
        StackLayout.of(function.slots()),
        function.span());
  }

  /// The register a parameter arrives in; a global function cannot trust the upper half of an
  /// `i32`, of which the verifier knows nothing.
  private VReg parameter(Value value, MachTarget target, List<MachInsn<VReg>> prologue) {
    if (registers.isUsed(value)
        && value.type().bits() == 32
        && target.globalFunctions().contains(function.name())) {
      VReg whole = registers.fresh(value);
      prologue.add(OperationSelector.truncate(registers.of(value), whole, function.span()));
      return whole;
    }
    return registers.of(value);
  }

  /// Gives the function an entry that nothing jumps to and that starts with the prologue.
  private void enter(IrBlock entry, List<MachInsn<VReg>> prologue) {
    if (!prologue.isEmpty() || predecessors.containsKey(entry.id())) {
      blocks.add(
          new MachBlock<>(
              nextBlock++,
              List.of(),
              prologue,
              new MachTerminator.Jump<>(Target.to(entry.id()), function.span())));
    }
  }

  private void select(IrBlock block) {
    BlockBuilder builder = new BlockBuilder(registers);
    operations.enter(builder);
    MachTerminator<VReg> terminator = terminator(block.terminator());
    for (Operation operation : block.operations().reversed()) {
      if (operation instanceof Operation.Compare compare && registers.isUsed(compare.result())) {
        terminator = materialise(compare, builder, terminator);
      } else {
        builder.prepend(operations.select(operation));
      }
    }
    List<VReg> parameters = block.parameters().stream().map(registers::of).toList();
    blocks.add(builder.build(block.id(), parameters, terminator));
  }

  private MachTerminator<VReg> terminator(Terminator terminator) {
    return switch (terminator) {
      case Terminator.Jump jump -> new MachTerminator.Jump<>(target(jump.target()), jump.span());
      case Terminator.Return ret -> {
        Optional<VReg> value = ret.value().map(operations::use);
        if (value.isEmpty() && returnsToKernel()) {
          value = Optional.of(operations.constant(0));
        }
        yield new MachTerminator.Return<>(value, ret.span());
      }
      case Terminator.Branch branch -> {
        Target<VReg> then = edge(branch.then(), branch);
        Target<VReg> otherwise = edge(branch.otherwise(), branch);
        Test test = Test.of(branch.condition(), branch.left(), branch.right()).simplify(facts);
        yield branch(test, then, otherwise, branch.likely(), branch.span());
      }
    };
  }

  private boolean returnsToKernel() {
    return switch (function.kind()) {
      case IrFunction.Kind.Entry _ -> true;
      case IrFunction.Kind.Subprogram(boolean global) -> global;
      case IrFunction.Kind.Inline _ -> false;
    };
  }

  private Target<VReg> target(Terminator.Target target) {
    return new Target<>(target.block(), target.arguments().stream().map(operations::use).toList());
  }

  /// A branch's successor: through a block of its own where the edge is critical or passes
  /// arguments.
  private Target<VReg> edge(Terminator.Target target, Terminator.Branch branch) {
    if (target.arguments().isEmpty() && predecessors.getOrDefault(target.block(), 0) == 1) {
      return Target.to(target.block());
    }
    BlockBuilder builder = new BlockBuilder(registers);
    BlockBuilder outer = operations.enter(builder);
    MachTerminator<VReg> jump = new MachTerminator.Jump<>(target(target), branch.span());
    operations.enter(outer);
    int id = nextBlock++;
    blocks.add(builder.build(id, List.of(), jump));
    return Target.to(id);
  }

  private MachTerminator<VReg> branch(
      Test test,
      Target<VReg> then,
      Target<VReg> otherwise,
      Terminator.Likely likely,
      @Nullable Span span) {
    Width width = test.left().type().bits() == 32 ? Width.W32 : Width.W64;
    VReg left = operations.use(test.left());
    Operand<VReg> right = operations.operand(test.right(), width);
    if (!test.negated()) {
      return new MachTerminator.Branch<>(
          test.condition(), width, left, right, then, otherwise, likely, span);
    }
    Terminator.Likely turned =
        switch (likely) {
          case UNKNOWN -> Terminator.Likely.UNKNOWN;
          case THEN -> Terminator.Likely.OTHERWISE;
          case OTHERWISE -> Terminator.Likely.THEN;
        };
    return new MachTerminator.Branch<>(
        test.condition(), width, left, right, otherwise, then, turned, span);
  }

  /// A comparison as a value: two blocks that give 1 and 0 to the block with the rest.
  private MachTerminator<VReg> materialise(
      Operation.Compare compare, BlockBuilder builder, MachTerminator<VReg> terminator) {
    int rest = nextBlock++;
    blocks.add(builder.build(rest, List.of(registers.of(compare.result())), terminator));
    builder.reset();
    Target<VReg> one = constantEdge(rest, 1, compare);
    Target<VReg> zero = constantEdge(rest, 0, compare);
    operations.enter(builder);
    Test test = Test.of(compare.condition(), compare.left(), compare.right()).simplify(facts);
    return branch(test, one, zero, Terminator.Likely.UNKNOWN, compare.span());
  }

  private Target<VReg> constantEdge(int rest, long value, Operation.Compare compare) {
    BlockBuilder builder = new BlockBuilder(registers);
    operations.enter(builder);
    VReg constant = operations.constant(value);
    int id = nextBlock++;
    blocks.add(
        builder.build(
            id,
            List.of(),
            new MachTerminator.Jump<>(new Target<>(rest, List.of(constant)), compare.span())));
    return Target.to(id);
  }

  private List<IrBlock> reversePostOrder() {
    List<IrBlock> order = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    record Visit(IrBlock block, boolean done) {}
    var stack = new java.util.ArrayDeque<Visit>();
    stack.push(new Visit(function.blocks().getFirst(), false));
    while (!stack.isEmpty()) {
      Visit visit = stack.pop();
      if (visit.done()) {
        order.add(visit.block());
      } else if (seen.add(visit.block().id())) {
        stack.push(new Visit(visit.block(), true));
        for (Terminator.Target next : visit.block().terminator().targets()) {
          IrBlock block = irBlocks.get(next.block());
          if (block == null) {
            throw new IllegalArgumentException("no block " + next.block());
          }
          stack.push(new Visit(block, false));
        }
      }
    }
    Collections.reverse(order);
    return order;
  }

  /// A comparison that decides a branch.
  ///
  /// @param negated whether the branch is taken when it does not hold
  private record Test(Condition condition, Value left, Value right, boolean negated) {
    static Test of(Condition condition, Value left, Value right) {
      return new Test(condition, left, right, false);
    }

    /// Constants to the right, comparisons of comparisons and of masks in one.
    Test simplify(ValueFacts facts) {
      if (facts.constant(left).isPresent() && facts.constant(right).isEmpty()) {
        return new Test(condition.swapped(), right, left, negated).simplify(facts);
      }
      boolean equality = condition == Condition.EQ || condition == Condition.NE;
      if (equality && (facts.isConstant(right, 0) || facts.isConstant(right, 1))) {
        boolean holdsWhenSet = (condition == Condition.NE) == facts.isConstant(right, 0);
        switch (facts.definition(left)) {
          case Operation.Compare inner -> {
            return new Test(inner.condition(), inner.left(), inner.right(), negated == holdsWhenSet)
                .simplify(facts);
          }
          case Operation.Binary(_, AluOp op, Value a, Value b, _)
              when op == AluOp.AND && facts.isConstant(right, 0) && facts.useCount(left) == 1 -> {
            return new Test(Condition.SET, a, b, negated == holdsWhenSet).mask(facts);
          }
          case null, default -> {}
        }
      }
      return this;
    }

    private Test mask(ValueFacts facts) {
      return facts.constant(left).isPresent() && facts.constant(right).isEmpty()
          ? new Test(condition, right, left, negated)
          : this;
    }
  }
}
