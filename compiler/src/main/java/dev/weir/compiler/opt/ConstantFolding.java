// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Terminator.Branch;
import dev.weir.compiler.ir.Terminator.Jump;
import dev.weir.compiler.ir.Terminator.Likely;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.opt.Rewriter.Outcome;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Computes what is known at compile time: constants, algebraic identities, byte swaps of
/// constants, comparisons of comparisons, and branches that always go one way.
///
/// ```text
/// v2: i32 = swap16 v1                    v2: i32 = swap16 v1
/// v3: i32 = compare v2 == v_80      =>   v3: i32 = compare v1 == v_20480
/// branch v3 != v_0, b1, b2               branch v1 == v_20480, b1, b2
/// ```
///
/// Needs nothing. Guarantees that no operation has only constant operands, that a constant operand
/// stands on the right where the operation allows, that no branch compares constants or a
/// comparison in reach, and that no block is unreachable. What became unused is left to
/// `dead-code`.
///
/// A comparison of packet pointers moves into a branch only within its block and with no call
/// between that makes the pointers invalid. Masks go only where the verifier sees as much, see
/// [KnownBits].
///
/// Linear. Reference: Muchnick, Advanced Compiler Design and Implementation, 12.1 and 12.3.
final class ConstantFolding {
  private ConstantFolding() {}

  static IrFunction fold(IrFunction function, PassContext context) {
    return Rewriter.apply(function, new Rules());
  }

  private static final class Rules implements Rewriter.Rules {
    /// Comparisons of packet pointers in this block that still may be made here.
    private final Set<Integer> comparable = new HashSet<>();

    @Override
    public void begin() {
      comparable.clear();
    }

    @Override
    public void done(Operation operation) {
      if (operation instanceof Operation.Compare compare) {
        comparable.add(compare.result().id());
      } else if (Effects.invalidatesPackets(operation)) {
        comparable.clear();
      }
    }

    @Override
    public Optional<Outcome> rewrite(Operation operation, Rewriter rewriter) {
      return switch (operation) {
        case Operation.Binary o -> BinaryRules.rewrite(o, rewriter);
        case Operation.Swap o -> WidthRules.swap(o, rewriter.definitions());
        case Operation.Extend o -> WidthRules.extend(o, rewriter.definitions());
        case Operation.Truncate o -> WidthRules.truncate(o, rewriter.definitions());
        case Operation.Compare o -> compare(o, rewriter);
        case Operation.PointerAdd o -> pointerAdd(o, rewriter);
        default -> Optional.empty();
      };
    }

    private Optional<Outcome> compare(Operation.Compare o, Rewriter rewriter) {
      Comparison before = new Comparison(o.condition(), o.left(), o.right());
      Comparison after = CompareRules.simplify(before, rewriter, this::mayMove);
      Optional<Boolean> known = after.known(rewriter.definitions());
      if (known.isPresent()) {
        return Optional.of(
            new Outcome.Become(new Operation.Const(o.result(), known.get() ? 1 : 0, o.span())));
      }
      if (after.equals(before)) {
        return Optional.empty();
      }
      return Optional.of(
          new Outcome.Become(
              new Operation.Compare(
                  o.result(), after.condition(), after.left(), after.right(), o.span())));
    }

    private boolean mayMove(Operation.Compare compare) {
      boolean scalars = compare.left().type().isScalar();
      return scalars || !isPacket(compare.left()) || comparable.contains(compare.result().id());
    }

    private static boolean isPacket(Value value) {
      return Effects.isPacketPointer(value.type());
    }

    private static Optional<Outcome> pointerAdd(Operation.PointerAdd o, Rewriter rewriter) {
      Definitions definitions = rewriter.definitions();
      if (definitions.is(o.offset(), 0)) {
        return Optional.of(new Outcome.Same(o.base()));
      }
      if (definitions.of(o.base()) instanceof Operation.PointerAdd inner
          && definitions.of(inner.offset()) instanceof Operation.Const first
          && definitions.of(o.offset()) instanceof Operation.Const second) {
        Value sum = rewriter.constant(IrType.I64, first.value() + second.value());
        return Optional.of(
            new Outcome.Become(new Operation.PointerAdd(o.result(), inner.base(), sum, o.span())));
      }
      return Optional.empty();
    }

    @Override
    public Terminator rewrite(Terminator terminator, Rewriter rewriter) {
      if (!(terminator instanceof Branch branch)) {
        return terminator;
      }
      Comparison before = Comparison.of(branch);
      Comparison after = CompareRules.simplify(before, rewriter, this::mayMove);
      Optional<Boolean> known = after.known(rewriter.definitions());
      if (known.isPresent()) {
        return new Jump(known.get() ? branch.then() : branch.otherwise(), branch.span());
      }
      return bitTest(with(branch, after), rewriter);
    }

    private static Branch with(Branch branch, Comparison comparison) {
      return new Branch(
          comparison.condition(),
          comparison.left(),
          comparison.right(),
          branch.then(),
          branch.otherwise(),
          branch.likely(),
          branch.span());
    }

    /// `if (x & m) != 0` is one jump; `== 0` is the same jump with its ways exchanged. The same for
    /// a comparison that has no negated form.
    private static Terminator bitTest(Branch branch, Rewriter rewriter) {
      Definitions definitions = rewriter.definitions();
      boolean equal = branch.condition() == Condition.EQ;
      if ((!equal && branch.condition() != Condition.NE) || !definitions.is(branch.right(), 0)) {
        return branch;
      }
      Comparison test;
      if (definitions.of(branch.left()) instanceof Operation.Binary and
          && and.op() == AluOp.AND
          && definitions.uses(branch.left()) == 1) {
        test = new Comparison(Condition.SET, and.left(), and.right());
      } else if (definitions.of(branch.left()) instanceof Operation.Compare compare
          && compare.condition() == Condition.SET) {
        test = new Comparison(Condition.SET, compare.left(), compare.right());
      } else {
        return branch;
      }
      Branch result = with(branch, test);
      return equal ? exchanged(result) : result;
    }

    private static Branch exchanged(Branch branch) {
      Likely likely =
          switch (branch.likely()) {
            case UNKNOWN -> Likely.UNKNOWN;
            case THEN -> Likely.OTHERWISE;
            case OTHERWISE -> Likely.THEN;
          };
      return new Branch(
          branch.condition(),
          branch.left(),
          branch.right(),
          branch.otherwise(),
          branch.then(),
          likely,
          branch.span());
    }
  }
}
