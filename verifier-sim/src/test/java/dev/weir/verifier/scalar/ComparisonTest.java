// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.verifier.model.KernelModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ComparisonTest {
  private static final KernelModel KERNEL = KernelModel.of(new KernelVersion(6, 18));
  private static final long[] BASES = {
    0, -2, Integer.MAX_VALUE - 1L, 0xffff_fffeL, Long.MAX_VALUE - 1
  };

  private static List<Scalar> ranges() {
    List<Scalar> ranges = new ArrayList<>();
    for (long base : BASES) {
      for (int length = 0; length < 4; length++) {
        ranges.add(Scalar.unsignedRange(base, base + length, KERNEL));
        ranges.add(Scalar.signedRange(base, base + length, KERNEL));
      }
    }
    return ranges;
  }

  private static List<Long> members(Scalar range) {
    List<Long> members = new ArrayList<>();
    for (long base : BASES) {
      for (long number = base; number != base + 4; number++) {
        if (range.contains(number)) {
          members.add(number);
        }
      }
    }
    return members;
  }

  @ParameterizedTest
  @EnumSource(Condition.class)
  void decisionsAndRefinementsKeepEveryPossiblePair(Condition condition) {
    for (KernelVersion version : List.of(KERNEL.version(), new KernelVersion(7, 3))) {
      for (Width width : Width.values()) {
        for (Scalar left : ranges()) {
          for (Scalar right : ranges()) {
            assertSound(condition, width, left, right, KernelModel.of(version));
          }
        }
      }
    }
  }

  private static void assertSound(
      Condition condition, Width width, Scalar left, Scalar right, KernelModel kernel) {
    Comparison.Result result = Comparison.decide(condition, width, left, right, false, kernel);
    for (boolean holds : new boolean[] {true, false}) {
      Refinement refined = Refinement.of(condition, holds, width, left, right, false, kernel);
      for (long a : members(left)) {
        for (long b : members(right)) {
          if (Machine.holds(condition, width, a, b) != holds) {
            continue;
          }
          assertNotEquals(
              holds ? Comparison.Result.FAILS : Comparison.Result.HOLDS,
              result,
              () -> condition + " " + width + " " + a + " " + b);
          if (result == Comparison.Result.OPEN) {
            assertTrue(refined.left().contains(a), () -> a + " in " + refined.left());
            assertTrue(refined.right().contains(b), () -> b + " in " + refined.right());
          }
        }
      }
    }
  }

  @Test
  void constantsAreAlwaysDecided() {
    for (Condition condition : Condition.values()) {
      for (Width width : Width.values()) {
        for (long a : BASES) {
          for (long b : BASES) {
            Comparison.Result expected =
                Machine.holds(condition, width, a, b)
                    ? Comparison.Result.HOLDS
                    : Comparison.Result.FAILS;
            assertEquals(
                expected,
                Comparison.decide(
                    condition, width, Scalar.constant(a), Scalar.constant(b), false, KERNEL));
          }
        }
      }
    }
  }

  @Test
  void inequalityTrimsTheEndsOfARange() {
    Scalar range = Scalar.unsignedRange(3, 9, KERNEL);
    Refinement refined =
        Refinement.of(Condition.NE, true, Width.W64, range, Scalar.constant(3), false, KERNEL);
    assertEquals(4, refined.left().umin());
    assertEquals(9, refined.left().umax());
  }

  @Test
  void aBitTestTeachesABit() {
    Refinement refined =
        Refinement.of(
            Condition.SET, true, Width.W64, Scalar.UNKNOWN, Scalar.constant(0x10), false, KERNEL);
    assertEquals(new Tnum(0x10, ~0x10L), refined.left().bits());
    Scalar clear =
        Refinement.of(
                Condition.SET,
                false,
                Width.W32,
                Scalar.UNKNOWN,
                Scalar.constant(~0xffL),
                false,
                KERNEL)
            .left();
    assertEquals(0xff, clear.u32max());
  }

  @Test
  void differingBitsRefuteEquality() {
    KernelModel newer = KernelModel.of(new KernelVersion(7, 3));
    Scalar even = new Scalar(new Tnum(0, -2), 0, 10, 0, 10, 0, 10, 0, 10);
    assertEquals(
        Comparison.Result.FAILS,
        Comparison.decide(Condition.EQ, Width.W64, even, Scalar.constant(5), false, newer));
  }
}
