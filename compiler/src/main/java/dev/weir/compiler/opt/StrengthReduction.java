// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Operation.Binary;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.opt.Rewriter.Outcome;
import java.util.Optional;

/// Replaces unsigned multiplication, division and remainder by powers of two with shifts and masks.
///
/// ```text
/// v2: i32 = mod v1, v_8                  v2: i32 = and v1, v_7
/// v3: i64 = mul v9, v_16            =>   v3: i64 = lsh v9, v_4
/// v4: i32 = div v1, v_4                  v4: i32 = rsh v1, v_2
/// ```
///
/// Needs constants on the right (`constant-folding`). Guarantees nothing more. Besides being
/// faster, a mask and a shift bound their result for the verifier, where most kernels take a
/// remainder and a quotient for any number. Signed forms round differently and stay.
///
/// Linear. Reference: Warren, Hacker's Delight, 10.1.
final class StrengthReduction {
  private StrengthReduction() {}

  static IrFunction reduce(IrFunction function, PassContext context) {
    return Rewriter.apply(function, StrengthReduction::rewrite);
  }

  private static Optional<Outcome> rewrite(Operation operation, Rewriter rewriter) {
    if (!(operation instanceof Binary o)
        || !(rewriter.definitions().of(o.right()) instanceof Operation.Const constant)
        || Long.bitCount(constant.value()) != 1) {
      return Optional.empty();
    }
    int shift = Long.numberOfTrailingZeros(constant.value());
    return switch (o.op()) {
      case MUL -> become(o, AluOp.LSH, shift, rewriter);
      case DIV -> become(o, AluOp.RSH, shift, rewriter);
      case MOD -> become(o, AluOp.AND, constant.value() - 1, rewriter);
      case ADD, SUB, SDIV, OR, AND, LSH, RSH, SMOD, XOR, ARSH -> Optional.empty();
    };
  }

  private static Optional<Outcome> become(Binary o, AluOp op, long right, Rewriter rewriter) {
    Value constant = rewriter.constant(o.result().type(), right);
    return Optional.of(
        new Outcome.Become(new Binary(o.result(), op, o.left(), constant, o.span())));
  }
}
