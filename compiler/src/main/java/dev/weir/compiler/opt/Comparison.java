// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator.Branch;
import dev.weir.compiler.ir.Value;
import java.util.Optional;

/// What a comparison or a branch tests.
record Comparison(Condition condition, Value left, Value right) {

  /// What a branch tests.
  static Comparison of(Branch branch) {
    return new Comparison(branch.condition(), branch.left(), branch.right());
  }

  /// The answer when it is known, from constants and from the bits that may be set.
  Optional<Boolean> known(Definitions definitions) {
    if (definitions.of(left) instanceof Operation.Const l
        && definitions.of(right) instanceof Operation.Const r) {
      return Optional.of(Arithmetic.compare(condition, left.type().bits(), l.value(), r.value()));
    }
    if (left.equals(right)) {
      return same();
    }
    if (neverNull(left, right, definitions) || neverNull(right, left, definitions)) {
      return switch (condition) {
        case EQ -> Optional.of(false);
        case NE -> Optional.of(true);
        case GT, GE, LT, LE, SGT, SGE, SLT, SLE, SET -> Optional.empty();
      };
    }
    return definitions.of(right) instanceof Operation.Const r && left.type().isScalar()
        ? bounded(KnownBits.possible(left, definitions), r.value())
        : Optional.empty();
  }

  private static boolean neverNull(Value pointer, Value constant, Definitions definitions) {
    return pointer.type() instanceof IrType.Pointer(var _, boolean nullable)
        && !nullable
        && definitions.is(constant, 0);
  }

  private Optional<Boolean> same() {
    return switch (condition) {
      case EQ, GE, LE, SGE, SLE -> Optional.of(true);
      case NE, GT, LT, SGT, SLT -> Optional.of(false);
      case SET -> Optional.empty();
    };
  }

  /// The answer for a left side with these possible bits, so of at most this unsigned value.
  private Optional<Boolean> bounded(long possible, long right) {
    boolean above = Long.compareUnsigned(right, possible) > 0;
    boolean atTop = right == possible;
    return switch (condition) {
      case EQ -> (right & ~possible) != 0 ? Optional.of(false) : Optional.empty();
      case NE -> (right & ~possible) != 0 ? Optional.of(true) : Optional.empty();
      case SET -> (right & possible) == 0 ? Optional.of(false) : Optional.empty();
      case LT -> above ? Optional.of(true) : right == 0 ? Optional.of(false) : Optional.empty();
      case GE -> above ? Optional.of(false) : right == 0 ? Optional.of(true) : Optional.empty();
      case LE -> above || atTop ? Optional.of(true) : Optional.empty();
      case GT -> above || atTop ? Optional.of(false) : Optional.empty();
      case SGT, SGE, SLT, SLE -> Optional.empty();
    };
  }
}
