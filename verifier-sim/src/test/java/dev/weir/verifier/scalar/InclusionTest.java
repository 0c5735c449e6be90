// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.verifier.model.KernelModel;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What pruning compares numbers by is an order, and what one number's state includes of another it
/// really has.
final class InclusionTest {
  private static final KernelModel KERNEL = KernelModel.of(KernelVersion.V6_18);

  @Provide
  Arbitrary<Scalar> scalars() {
    Arbitrary<Long> ends =
        Arbitraries.oneOf(
            Arbitraries.longs(), Arbitraries.longs().between(-300, 300), Arbitraries.of(near()));
    return Arbitraries.oneOf(
        ends.map(Scalar::constant),
        Combinators.combine(ends, ends)
            .as((a, b) -> Scalar.signedRange(Math.min(a, b), Math.max(a, b), KERNEL)),
        Combinators.combine(ends, ends)
            .as((a, b) ->
                Long.compareUnsigned(a, b) <= 0
                    ? Scalar.unsignedRange(a, b, KERNEL)
                    : Scalar.unsignedRange(b, a, KERNEL)),
        Arbitraries.just(Scalar.UNKNOWN));
  }

  private static Long[] near() {
    return new Long[] {
      (long) Integer.MIN_VALUE,
      (long) Integer.MAX_VALUE,
      0xffff_ffffL,
      0x1_0000_0000L,
      Long.MIN_VALUE,
      Long.MAX_VALUE,
      -1L,
      0L
    };
  }

  @Property
  void everyScalarIncludesItself(@ForAll("scalars") Scalar a) {
    assertTrue(covers(a, a));
  }

  @Property
  void inclusionIsTransitive(
      @ForAll("scalars") Scalar a, @ForAll("scalars") Scalar b, @ForAll("scalars") Scalar c) {
    assertTrue(!covers(a, b) || !covers(b, c) || covers(a, c));
  }

  @Property
  void whatIsIncludedIsContained(
      @ForAll("scalars") Scalar a, @ForAll("scalars") Scalar b, @ForAll long number) {
    for (long each :
        new long[] {number, b.smin(), b.smax(), b.umin(), b.umax(), b.bits().value()}) {
      assertTrue(!covers(a, b) || !b.contains(each) || a.contains(each));
    }
  }

  @Property
  void unionsKeepWhatTheyAreOf(@ForAll("scalars") Scalar a, @ForAll("scalars") Scalar b) {
    Tnum both = a.bits().union(b.bits());
    assertTrue(both.contains(a.bits()) && both.contains(b.bits()));
    assertTrue(both.union(a.bits()).equals(both));
  }

  /// As states are compared: the ranges, and the known bits.
  private static boolean covers(Scalar kept, Scalar now) {
    return kept.rangesInclude(now) && kept.bits().contains(now.bits());
  }
}
