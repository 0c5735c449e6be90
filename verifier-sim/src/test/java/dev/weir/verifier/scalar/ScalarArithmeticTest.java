// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.SwapKind;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.verifier.model.KernelModel;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class ScalarArithmeticTest {
  private static final long[] BASES = {
    0,
    1L << 31,
    1L << 32,
    -4,
    (1L << 31) - 4,
    (1L << 32) - 4,
    Long.MIN_VALUE,
    Long.MAX_VALUE - 3,
    -1L << 31
  };
  private static final List<KernelVersion> VERSIONS =
      List.of(
          new KernelVersion(6, 1),
          new KernelVersion(6, 12),
          new KernelVersion(6, 18),
          new KernelVersion(7, 3));

  /// A number, and what is known of it.
  private record Known(long number, Scalar scalar) {}

  @Provide
  Arbitrary<KernelModel> kernels() {
    return Arbitraries.of(VERSIONS).map(KernelModel::of);
  }

  @Provide
  Arbitrary<Long> numbers() {
    Arbitrary<Long> near =
        Combinators.combine(Arbitraries.of(box(BASES)), Arbitraries.longs().between(-20, 20))
            .as(Long::sum);
    return Arbitraries.oneOf(near, Arbitraries.longs());
  }

  private static Long[] box(long[] values) {
    Long[] boxed = new Long[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }

  /// What comparisons and masks may have left known of a number.
  private static Known known(long number, long other, long mask, KernelModel kernel) {
    Scalar bits =
        ScalarArithmetic.apply(
            AluOp.OR,
            Width.W64,
            ScalarArithmetic.apply(
                AluOp.AND, Width.W64, Scalar.UNKNOWN, Scalar.constant(mask | number), kernel),
            Scalar.constant(number & mask),
            kernel);
    boolean above = Long.compareUnsigned(number, other) >= 0;
    Scalar unsigned =
        Refinement.of(
                dev.weir.bytecode.isa.Condition.GE,
                above,
                Width.W64,
                bits,
                Scalar.constant(other),
                false,
                kernel)
            .left();
    int low = (int) other;
    Scalar narrow =
        Refinement.of(
                dev.weir.bytecode.isa.Condition.SGT,
                (int) number > low,
                Width.W32,
                unsigned,
                Scalar.constant(low),
                false,
                kernel)
            .left();
    return new Known(number, narrow);
  }

  @Property(tries = 5000)
  void everyResultIsInside(
      @ForAll AluOp op,
      @ForAll Width width,
      @ForAll("numbers") long a,
      @ForAll("numbers") long b,
      @ForAll("numbers") long edge,
      @ForAll long mask,
      @ForAll("kernels") KernelModel kernel) {
    Known left = known(a, edge, mask, kernel);
    Known right = known(b, edge ^ mask, mask >>> 7, kernel);
    assertTrue(left.scalar().contains(a), "what is known of the left side");
    assertTrue(right.scalar().contains(b), "what is known of the right side");
    Scalar result = ScalarArithmetic.apply(op, width, left.scalar(), right.scalar(), kernel);
    long exact = Machine.compute(op, width, a, b);
    assertTrue(result.contains(exact), () -> exact + " in " + result);
  }

  @Property(tries = 3000)
  void constantsGiveConstants(
      @ForAll AluOp op, @ForAll Width width, @ForAll("numbers") long a, @ForAll int b) {
    KernelModel kernel = KernelModel.of(new KernelVersion(6, 18));
    switch (op) {
      case DIV, SDIV, MOD, SMOD -> {
        return;
      }
      case LSH, RSH, ARSH -> b = b & (width.bits() - 1);
      case ADD, SUB, MUL, AND, OR, XOR -> {}
    }
    Scalar result =
        ScalarArithmetic.apply(op, width, Scalar.constant(a), Scalar.constant(b), kernel);
    assertEquals(Scalar.constant(Machine.compute(op, width, a, b)), result);
  }

  @Property(tries = 3000)
  void castsHoldWhatTheyMake(
      @ForAll("numbers") long a,
      @ForAll("numbers") long edge,
      @ForAll long mask,
      @ForAll("kernels") KernelModel kernel) {
    Scalar known = known(a, edge, mask, kernel).scalar();
    for (int bytes = 1; bytes <= 8; bytes *= 2) {
      int cut = 64 - bytes * 8;
      assertTrue(Casts.truncate(known, bytes, kernel).contains(a << cut >>> cut));
      if (bytes < 8) {
        Scalar extended = Casts.signExtend(known, bytes * 8, Width.W64, kernel);
        assertTrue(extended.contains(a << cut >> cut));
      }
      if (bytes < 4) {
        Scalar extended = Casts.signExtend(known, bytes * 8, Width.W32, kernel);
        assertTrue(extended.contains((a << cut >> cut) & 0xffff_ffffL));
      }
      if (bytes > 1) {
        Scalar swapped = ScalarArithmetic.swap(SwapKind.BSWAP, bytes * 8, known, kernel);
        assertTrue(swapped.contains(Long.reverseBytes(a) >>> cut));
      }
    }
    assertTrue(Casts.zeroExtend(known, kernel).contains(a & 0xffff_ffffL));
    assertTrue(ScalarArithmetic.negate(Width.W64, known, kernel).contains(-a));
  }

  /// All ranges of a few numbers at all places where a bound may wrap.
  @Test
  void smallRangesEverywhere() {
    KernelModel kernel = KernelModel.of(new KernelVersion(6, 18));
    for (AluOp op : AluOp.values()) {
      for (Width width : Width.values()) {
        for (long first : BASES) {
          for (long second : new long[] {0, 1, -2, 31, 1L << 32}) {
            assertRange(op, width, first, second, kernel);
          }
        }
      }
    }
  }

  private static void assertRange(
      AluOp op, Width width, long first, long second, KernelModel kernel) {
    for (int length = 0; length < 8; length++) {
      Scalar left = Scalar.signedRange(first, first + Math.min(length, 3), kernel);
      Scalar right = Scalar.signedRange(second, second + length / 2, kernel);
      Scalar result = ScalarArithmetic.apply(op, width, left, right, kernel);
      for (long a = first; a != first + Math.min(length, 3) + 1; a++) {
        for (long b = second; b <= second + length / 2; b++) {
          long exact = Machine.compute(op, width, a, b);
          assertTrue(result.contains(exact), () -> op + " " + width + " " + exact + " " + result);
        }
      }
    }
  }
}
