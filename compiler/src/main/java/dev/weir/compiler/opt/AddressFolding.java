// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.opt.Rewriter.Outcome;
import java.util.Optional;

/// Moves constant distances into the offsets of accesses, and addresses of stack and globals to one
/// base.
///
/// ```text
/// v2: ptr packet = ptradd v1, v_14       v2: ptr packet = ptradd v1, v_14
/// v3: i32 = load.b packet v2 + 9    =>   v3: i32 = load.b packet v1 + 23
/// v4: ptr stack = ptradd v5, v_8         v4: ptr stack = stack s0 + 8
/// ```
///
/// Needs `constant-folding` to have joined chains of additions. Guarantees that two accesses of one
/// place have one base and one offset, which `common-subexpressions` builds on. To the verifier a
/// packet pointer at a constant distance is the same pointer, so that the check that proved one
/// proves the other; a pointer moved by a variable is left alone.
///
/// Linear.
final class AddressFolding {
  private AddressFolding() {}

  static IrFunction fold(IrFunction function, PassContext context) {
    return Rewriter.apply(function, AddressFolding::rewrite);
  }

  private static Optional<Outcome> rewrite(Operation operation, Rewriter rewriter) {
    return switch (operation) {
      case Operation.Load o ->
          nearer(o.base(), o.offset(), rewriter)
              .map(at ->
                  new Operation.Load(
                      o.result(), o.size(), o.signed(), at.base, at.offset, o.effect(), o.span()))
              .map(Outcome.Become::new);
      case Operation.Store o ->
          nearer(o.base(), o.offset(), rewriter)
              .map(at ->
                  new Operation.Store(
                      o.size(), at.base, at.offset, o.value(), o.effect(), o.span()))
              .map(Outcome.Become::new);
      case Operation.Atomic o ->
          nearer(o.base(), o.offset(), rewriter)
              .map(at ->
                  new Operation.Atomic(
                      o.result(),
                      o.op(),
                      o.size(),
                      at.base,
                      at.offset,
                      o.operand(),
                      o.expected(),
                      o.span()))
              .map(Outcome.Become::new);
      case Operation.PointerAdd o -> address(o, rewriter.definitions());
      default -> Optional.empty();
    };
  }

  private record At(Value base, int offset) {}

  /// The same place from a base less far away, empty when there is none or the offset is too large
  /// for an instruction.
  private static Optional<At> nearer(Value base, int offset, Rewriter rewriter) {
    Definitions definitions = rewriter.definitions();
    if (definitions.of(base) instanceof Operation.PointerAdd add
        && definitions.of(add.offset()) instanceof Operation.Const distance) {
      return at(add.base(), distance.value() + offset);
    }
    if (definitions.of(base) instanceof Operation.StackAddress address && address.offset() != 0) {
      long moved = (long) address.offset() + offset;
      return fits(moved)
          ? at(
              rewriter.emit(
                  new Operation.StackAddress(
                      rewriter.fresh(base.type()), address.slot(), 0, address.span())),
              moved)
          : Optional.empty();
    }
    if (definitions.of(base) instanceof Operation.GlobalAddress address && address.offset() != 0) {
      long moved = (long) address.offset() + offset;
      return fits(moved)
          ? at(
              rewriter.emit(
                  new Operation.GlobalAddress(
                      rewriter.fresh(base.type()), address.global(), 0, address.span())),
              moved)
          : Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<At> at(Value base, long offset) {
    return fits(offset) ? Optional.of(new At(base, (int) offset)) : Optional.empty();
  }

  private static boolean fits(long offset) {
    return offset == (short) offset;
  }

  private static Optional<Outcome> address(Operation.PointerAdd o, Definitions definitions) {
    if (!(definitions.of(o.offset()) instanceof Operation.Const distance)) {
      return Optional.empty();
    }
    return switch (definitions.of(o.base())) {
      case Operation.StackAddress address when fits(address.offset() + distance.value()) ->
          Optional.of(
              new Outcome.Become(
                  new Operation.StackAddress(
                      o.result(),
                      address.slot(),
                      (int) (address.offset() + distance.value()),
                      o.span())));
      case Operation.GlobalAddress address when fits(address.offset() + distance.value()) ->
          Optional.of(
              new Outcome.Become(
                  new Operation.GlobalAddress(
                      o.result(),
                      address.global(),
                      (int) (address.offset() + distance.value()),
                      o.span())));
      case null, default -> Optional.empty();
    };
  }
}
