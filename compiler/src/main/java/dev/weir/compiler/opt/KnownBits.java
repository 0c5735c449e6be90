// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Value;

/// Which bits of a scalar may be set.
///
/// There are two answers. What is *true* may be used to rewrite comparisons. What the verifier also
/// *sees* is less on purpose: only that may remove a mask, because the verifier may need the mask
/// to bound an offset. It sees the width of loads, constants, masks, shifts and sums; to most
/// kernels the result of a byte swap or a remainder is any number.
///
/// @kernel v6.18 kernel/bpf/verifier.c adjust_scalar_min_max_vals
final class KnownBits {
  private static final int DEPTH = 6;

  private final Definitions definitions;
  private final boolean seen;

  private KnownBits(Definitions definitions, boolean seen) {
    this.definitions = definitions;
    this.seen = seen;
  }

  /// The bits that may be set.
  static long possible(Value value, Definitions definitions) {
    return new KnownBits(definitions, false).of(value, DEPTH);
  }

  /// The bits that may be set as far as every verifier sees.
  static long seen(Value value, Definitions definitions) {
    return new KnownBits(definitions, true).of(value, DEPTH);
  }

  private long of(Value value, int depth) {
    long all = Arithmetic.mask(value.type().bits());
    if (depth == 0 || !value.type().isScalar()) {
      return all;
    }
    return switch (definitions.of(value)) {
      case Operation.Const o -> o.value();
      case Operation.Compare _ -> 1;
      case Operation.Load o -> o.signed() ? all : Arithmetic.mask(o.size().bytes() * 8);
      case Operation.Extend o ->
          o.signed() ? all : of(o.value(), depth - 1) & Arithmetic.mask(o.fromBits());
      case Operation.Truncate o -> of(o.value(), depth - 1) & all;
      case Operation.Swap o -> seen ? all : Arithmetic.swap(o.bits(), of(o.value(), depth - 1));
      case Operation.Binary o -> binary(o, depth) & all;
      case null, default -> all;
    };
  }

  private long binary(Operation.Binary o, int depth) {
    int bits = o.result().type().bits();
    long left = of(o.left(), depth - 1);
    return switch (o.op()) {
      case AND -> left & of(o.right(), depth - 1);
      case OR, XOR -> left | of(o.right(), depth - 1);
      case ADD -> sum(left, of(o.right(), depth - 1), bits);
      case LSH, RSH ->
          definitions.of(o.right()) instanceof Operation.Const(Value _, long count, var _)
              ? Arithmetic.binary(o.op(), bits, left, count)
              : -1L;
      case DIV -> seen ? -1L : upTo(left);
      case MOD -> seen ? -1L : remainder(o, left);
      case SUB, MUL, SDIV, SMOD, ARSH -> -1L;
    };
  }

  /// A sum of two small numbers has at most one more bit than the wider.
  private static long sum(long left, long right, int bits) {
    long mask = upTo(left) | upTo(right);
    return mask < 0 || Long.bitCount(mask) >= bits ? -1L : mask << 1 | 1;
  }

  private long remainder(Operation.Binary o, long left) {
    return definitions.of(o.right()) instanceof Operation.Const(Value _, long by, var _) && by != 0
        ? upTo(left) & upTo(by - 1)
        : upTo(left);
  }

  /// All bits up to the highest of these.
  private static long upTo(long bits) {
    return bits == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(bits);
  }

  /// Whether an operation is one of those whose second operand order does not matter.
  static boolean commutes(AluOp op) {
    return switch (op) {
      case ADD, MUL, AND, OR, XOR -> true;
      case SUB, DIV, SDIV, LSH, RSH, MOD, SMOD, ARSH -> false;
    };
  }
}
