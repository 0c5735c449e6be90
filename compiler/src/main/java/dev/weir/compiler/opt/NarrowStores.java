// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Operation.Store;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.opt.Rewriter.Outcome;
import java.util.Optional;

/// Stores a value without the extension, mask or truncation whose effect the store's size makes
/// void.
///
/// ```text
/// v2: i32 = zext8 v1
/// store.b stack v3, v2              =>   store.b stack v3, v1
/// ```
///
/// Needs constants on the right (`constant-folding`). Guarantees nothing more; what became unused
/// is left to `dead-code`. A store of 8 bytes to the stack keeps its value as it is, so that the
/// verifier spills what it knows of it.
///
/// Linear.
final class NarrowStores {
  private NarrowStores() {}

  static IrFunction narrow(IrFunction function, PassContext context) {
    return Rewriter.apply(function, NarrowStores::rewrite);
  }

  private static Optional<Outcome> rewrite(Operation operation, Rewriter rewriter) {
    if (!(operation instanceof Store o) || !o.value().type().isScalar()) {
      return Optional.empty();
    }
    return same(o.value(), o.size().bytes() * 8, rewriter.definitions())
        .map(v -> new Store(o.size(), o.base(), o.offset(), v, o.effect(), o.span()))
        .map(Outcome.Become::new);
  }

  /// A value with the same low bits.
  private static Optional<Value> same(Value value, int bits, Definitions definitions) {
    return switch (definitions.of(value)) {
      case Operation.Extend o when o.fromBits() >= bits -> Optional.of(o.value());
      case Operation.Truncate o -> Optional.of(o.value());
      case Operation.Binary o
          when o.op() == AluOp.AND
              && bits < 64
              && definitions.of(o.right()) instanceof Operation.Const mask
              && (~mask.value() & Arithmetic.mask(bits)) == 0 ->
          Optional.of(o.left());
      case null, default -> Optional.empty();
    };
  }
}
