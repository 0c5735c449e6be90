// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.verifier.model.KernelModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;

final class TnumTest {
  private static final int BITS = 4;
  private static final List<KernelModel> KERNELS =
      List.of(KernelModel.of(new KernelVersion(6, 12)), KernelModel.of(new KernelVersion(6, 18)));

  private static List<Tnum> all() {
    List<Tnum> tnums = new ArrayList<>();
    for (long mask = 0; mask < 1 << BITS; mask++) {
      for (long value = 0; value < 1 << BITS; value++) {
        if ((value & mask) == 0) {
          tnums.add(new Tnum(value, mask));
        }
      }
    }
    return tnums;
  }

  private static List<Long> members(Tnum tnum) {
    List<Long> members = new ArrayList<>();
    for (long number = 0; number < 1 << BITS; number++) {
      if (tnum.contains(number)) {
        members.add(number);
      }
    }
    return members;
  }

  private static void assertSound(BinaryOperator<Tnum> sets, LongBinaryOperator numbers) {
    for (Tnum left : all()) {
      for (Tnum right : all()) {
        Tnum result = sets.apply(left, right);
        assertEquals(0, result.value() & result.mask(), () -> left + " and " + right);
        for (long a : members(left)) {
          for (long b : members(right)) {
            assertTrue(result.contains(numbers.applyAsLong(a, b)), () -> left + " and " + right);
          }
        }
      }
    }
  }

  @Test
  void resultsHoldAllResultsOfMembers() {
    assertSound(Tnum::plus, (a, b) -> a + b);
    assertSound(Tnum::minus, (a, b) -> a - b);
    assertSound(Tnum::and, (a, b) -> a & b);
    assertSound(Tnum::or, (a, b) -> a | b);
    assertSound(Tnum::xor, (a, b) -> a ^ b);
    for (KernelModel kernel : KERNELS) {
      assertSound((a, b) -> a.times(b, kernel), (a, b) -> a * b);
    }
  }

  @Test
  void shiftsHoldAllShiftedMembers() {
    for (Tnum tnum : all()) {
      for (long shifted = 0; shifted < 64; shifted += 15) {
        Tnum moved = tnum.shiftLeft((int) shifted);
        for (long number : members(tnum)) {
          long value = number << shifted;
          assertTrue(moved.contains(value));
          for (int by = 0; by < 64; by++) {
            assertTrue(moved.shiftRight(by).contains(value >>> by));
            assertTrue(moved.shiftRightSigned(by).contains(value >> by));
          }
          for (int by = 0; by < 32; by++) {
            long low = ((int) value >> by) & 0xffff_ffffL;
            assertTrue(moved.lowShiftRightSigned(by).contains(low));
          }
        }
      }
    }
  }

  @Test
  void rangeIsTheTightestSetOfItsBitsThatHoldsIt() {
    for (long least = 0; least < 1 << BITS; least++) {
      for (long greatest = least; greatest < 1 << BITS; greatest++) {
        Tnum range = Tnum.range(least, greatest);
        assertTrue(range.contains(least) && range.contains(greatest));
        assertEquals(Long.highestOneBit(least ^ greatest), Long.highestOneBit(range.mask()));
      }
    }
    assertEquals(Tnum.UNKNOWN, Tnum.range(0, -1));
    assertEquals(Tnum.UNKNOWN, Tnum.range(Long.MAX_VALUE, Long.MIN_VALUE));
  }

  @Test
  void intersectionAndUnionAreThoseOfMembers() {
    for (Tnum left : all()) {
      for (Tnum right : all()) {
        List<Long> common = members(left);
        common.retainAll(members(right));
        assertEquals(!common.isEmpty(), left.overlaps(right));
        if (!common.isEmpty()) {
          assertEquals(common, members(left.intersect(right)));
        }
        Tnum union = left.union(right);
        assertTrue(union.contains(left) && union.contains(right));
        assertEquals(members(left).containsAll(members(right)), left.contains(right));
      }
    }
  }

  @Test
  void nextIsTheSmallestMemberAbove() {
    for (Tnum tnum : all()) {
      List<Long> members = members(tnum);
      for (long number = 0; number < 1 << BITS; number++) {
        long from = number;
        long expected =
            members.stream().filter(m -> m > from).findFirst().orElse(members.getLast());
        assertEquals(expected, tnum.next(number), () -> tnum + " after " + from);
      }
    }
  }

  @Test
  void castsKeepTheBytesTheySay() {
    Tnum tnum = new Tnum(0x1122_3344_5566_7788L & ~0xff00ff00L, 0xff00ff00L);
    assertEquals(new Tnum(0x88, 0), tnum.truncate(1));
    assertEquals(new Tnum(0x0066_0088, 0xff00_ff00L), tnum.truncate(4));
    assertEquals(tnum, tnum.truncate(8));
    assertEquals(tnum, tnum.withoutLow().withLow(tnum));
    assertEquals(new Tnum(0x8800, 0xff), tnum.reverseBytes(2));
    assertEquals(tnum, tnum.reverseBytes(8).reverseBytes(8));
  }
}
