// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.opt.Rewriter.Outcome;
import java.util.Optional;

/// Rules for byte swaps, extensions and truncation.
final class WidthRules {
  private WidthRules() {}

  static Optional<Outcome> swap(Operation.Swap o, Definitions definitions) {
    Operation value = definitions.of(o.value());
    if (value instanceof Operation.Const constant) {
      return constant(o.result(), Arithmetic.swap(o.bits(), constant.value()), o);
    }
    if (value instanceof Operation.Swap inner && inner.bits() == o.bits()) {
      long possible = KnownBits.seen(inner.value(), definitions);
      if ((possible & ~Arithmetic.mask(o.bits())) == 0) {
        return Optional.of(new Outcome.Same(inner.value()));
      }
    }
    return Optional.empty();
  }

  static Optional<Outcome> extend(Operation.Extend o, Definitions definitions) {
    int bits = o.result().type().bits();
    if (definitions.of(o.value()) instanceof Operation.Const constant) {
      long value = Arithmetic.extend(o.signed(), o.fromBits(), bits, constant.value());
      return constant(o.result(), value, o);
    }
    if (o.signed() && (KnownBits.seen(o.value(), definitions) >>> (o.fromBits() - 1)) == 0) {
      return Optional.of(
          new Outcome.Become(
              new Operation.Extend(o.result(), false, o.fromBits(), o.value(), o.span())));
    }
    if (o.fromBits() == 32) {
      return extendWord(o, definitions);
    }
    if (!o.signed()
        && (KnownBits.seen(o.value(), definitions) & ~Arithmetic.mask(o.fromBits())) == 0) {
      return Optional.of(new Outcome.Same(o.value()));
    }
    if (definitions.of(o.value()) instanceof Operation.Extend inner
        && inner.value().type().equals(o.result().type())
        && o.fromBits() <= inner.fromBits()) {
      return Optional.of(
          new Outcome.Become(
              new Operation.Extend(o.result(), o.signed(), o.fromBits(), inner.value(), o.span())));
    }
    return Optional.empty();
  }

  /// `zext32(trunc x)` is `x` when `x` has no upper bits.
  private static Optional<Outcome> extendWord(Operation.Extend o, Definitions definitions) {
    return !o.signed()
            && definitions.of(o.value()) instanceof Operation.Truncate inner
            && (KnownBits.seen(inner.value(), definitions) & ~0xffff_ffffL) == 0
        ? Optional.of(new Outcome.Same(inner.value()))
        : Optional.empty();
  }

  static Optional<Outcome> truncate(Operation.Truncate o, Definitions definitions) {
    Operation value = definitions.of(o.value());
    if (value instanceof Operation.Const constant) {
      return constant(o.result(), constant.value() & 0xffff_ffffL, o);
    }
    if (value instanceof Operation.Extend inner && inner.value().type().equals(IrType.I32)) {
      return Optional.of(new Outcome.Same(inner.value()));
    }
    return Optional.empty();
  }

  private static Optional<Outcome> constant(Value result, long value, Operation source) {
    return Optional.of(new Outcome.Become(new Operation.Const(result, value, source.span())));
  }
}
