// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.Cfg;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Terminator.Branch;
import dev.weir.compiler.ir.Terminator.Jump;
import dev.weir.compiler.ir.Terminator.Target;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Merges packet range checks that follow each other and fail alike into the first, for all the
/// bytes.
///
/// ```text
/// b0: branch v1+14 > v2, b9, b1          b0: branch v1+34 > v2, b9, b1
/// b1: v5 = load.h packet v1 + 12    =>   b1: v5 = load.h packet v1 + 12
///     branch v5 != v_8, b9, b2               branch v5 != v_8, b9, b2
/// b2: branch v1+34 > v2, b9, b3          b2: jump b3
/// ```
///
/// Needs `cfg-simplification`, so that ways that fail alike lead to one block, and
/// `common-subexpressions`, so that the pointers are one value. Between the checks there may be
/// only operations without effect, and every way out must be the failing one: then a packet too
/// short for the second check ends up where it did. Guarantees nothing more.
///
/// Linear in the blocks between checks.
final class BoundsChecks {
  private final Cfg cfg;
  private final Definitions definitions;
  private final Edit edit;
  private final Map<Integer, IrBlock> changed = new HashMap<>();

  private BoundsChecks(IrFunction function) {
    this.cfg = Cfg.of(function);
    this.definitions = Definitions.of(function);
    this.edit = new Edit(function);
  }

  static IrFunction merge(IrFunction function, PassContext context) {
    BoundsChecks pass = new BoundsChecks(function);
    for (IrBlock block : pass.cfg.reversePostorder()) {
      if (!pass.changed.containsKey(block.id())) {
        RangeCheck.of(block.terminator(), pass.definitions)
            .ifPresent(check -> pass.merge(block, check));
      }
    }
    if (pass.changed.isEmpty()) {
      return function;
    }
    return function.with(
        function.blocks().stream().map(b -> pass.changed.getOrDefault(b.id(), b)).toList());
  }

  /// Follows the ways from a check and widens it by those it can stand for.
  private void merge(IrBlock first, RangeCheck check) {
    Target outside = check.outside(first.terminator());
    Target next = check.inside(first.terminator());
    long bytes = check.bytes();
    IrBlock block = follow(next);
    while (block != null) {
      Optional<RangeCheck> second =
          RangeCheck.of(block.terminator(), definitions).filter(check::isAlike);
      if (second.isPresent() && second.get().outside(block.terminator()).equals(outside)) {
        bytes = Math.max(bytes, second.get().bytes());
        next = second.get().inside(block.terminator());
        changed.put(
            block.id(),
            CfgSimplification.withTerminator(block, new Jump(next, block.terminator().span())));
      } else {
        Optional<Target> onward = onward(block.terminator(), outside);
        if (onward.isEmpty()) {
          break;
        }
        next = onward.get();
      }
      block = follow(next);
    }
    if (bytes > check.bytes()) {
      changed.put(first.id(), widened(first, check, bytes));
    }
  }

  /// The block a way leads to, if it has no other way in and nothing in it has an effect.
  private @Nullable IrBlock follow(Target target) {
    IrBlock block = cfg.block(target.block());
    boolean quiet = block.operations().stream().allMatch(Effects::isDroppable);
    return quiet && cfg.predecessors(block.id()).size() == 1 && !changed.containsKey(block.id())
        ? block
        : null;
  }

  /// The way on from a block whose every other way is the failing one.
  private static Optional<Target> onward(Terminator terminator, Target outside) {
    return switch (terminator) {
      case Jump jump -> Optional.of(jump.target());
      case Branch branch ->
          branch.then().equals(outside)
              ? Optional.of(branch.otherwise())
              : branch.otherwise().equals(outside) ? Optional.of(branch.then()) : Optional.empty();
      case Terminator.Return _ -> Optional.empty();
    };
  }

  private IrBlock widened(IrBlock block, RangeCheck check, long bytes) {
    Branch branch = (Branch) block.terminator();
    List<Operation> operations = new ArrayList<>(block.operations());
    Value distance = edit.fresh(IrType.I64);
    Value limit = edit.fresh(check.base().type());
    operations.add(new Operation.Const(distance, bytes, branch.span()));
    operations.add(new Operation.PointerAdd(limit, check.base(), distance, branch.span()));
    boolean endRight = branch.right().equals(check.end());
    return new IrBlock(
        block.id(),
        block.parameters(),
        operations,
        new Branch(
            branch.condition(),
            endRight ? limit : branch.left(),
            endRight ? branch.right() : limit,
            branch.then(),
            branch.otherwise(),
            branch.likely(),
            branch.span()));
  }
}
