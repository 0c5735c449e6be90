// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Terminator.Target;
import dev.weir.compiler.ir.Value;
import java.util.Optional;

/// A branch that asks whether a number of bytes from a packet pointer lie before the packet's end.
///
/// @param base the pointer; itself not another pointer plus a constant
/// @param bytes how many bytes
/// @param end the packet's end
/// @param insideTarget which target is taken when they do: 0 or 1
record RangeCheck(Value base, long bytes, Value end, int insideTarget) {

  /// The range check a terminator makes, empty when it makes none. Strict comparisons are none.
  static Optional<RangeCheck> of(Terminator terminator, Definitions definitions) {
    if (!(terminator instanceof Terminator.Branch branch)) {
      return Optional.empty();
    }
    boolean endRight = isEnd(branch.right());
    if (endRight == isEnd(branch.left())) {
      return Optional.empty();
    }
    Value limit = endRight ? branch.left() : branch.right();
    Value end = endRight ? branch.right() : branch.left();
    return switch (endRight ? branch.condition() : branch.condition().swapped()) {
      case GT -> of(limit, end, 1, definitions);
      case LE -> of(limit, end, 0, definitions);
      case EQ, NE, GE, LT, SET, SGT, SGE, SLT, SLE -> Optional.empty();
    };
  }

  private static Optional<RangeCheck> of(
      Value limit, Value end, int insideTarget, Definitions definitions) {
    if (definitions.of(limit) instanceof Operation.PointerAdd add
        && definitions.of(add.offset()) instanceof Operation.Const bytes) {
      return bytes.value() < 0
          ? Optional.empty()
          : Optional.of(new RangeCheck(add.base(), bytes.value(), end, insideTarget));
    }
    return Optional.of(new RangeCheck(limit, 0, end, insideTarget));
  }

  private static boolean isEnd(Value value) {
    return value.type() instanceof IrType.Pointer(Region region, boolean _)
        && region == Region.PACKET_END;
  }

  /// Whether the other check asks about the same pointer and the same end.
  boolean isAlike(RangeCheck other) {
    return base.equals(other.base) && end.equals(other.end);
  }

  /// Where the check leads when the bytes are there.
  Target inside(Terminator terminator) {
    return terminator.targets().get(insideTarget);
  }

  /// Where the check leads when they are not.
  Target outside(Terminator terminator) {
    return terminator.targets().get(1 - insideTarget);
  }
}
