// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelVersionTest {
  @Property
  void parseReadsWhatToStringPrints(
      @ForAll @IntRange(min = 1, max = 9999) int major, @ForAll @IntRange(max = 9999) int minor) {
    KernelVersion version = new KernelVersion(major, minor);
    assertEquals(version, KernelVersion.parse(version.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"6.12", "v6.12", " 6.12 ", "6.12.107+deb13", "6.12-rc1", "6.12rc1", "6.12_x"})
  void releaseStringsParse(String text) {
    assertEquals(KernelVersion.V6_12, KernelVersion.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "6", "6.", ".12", "six", "6.12x", "6,12", "-6.12", "99999.1", "0.1"})
  void otherTextIsRefusedWithAMessageForTheUser(String text) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> KernelVersion.parse(text));
    assertTrue(
        String.valueOf(refused.getMessage()).startsWith("not a kernel version: "),
        refused::getMessage);
  }

  @Test
  void minorNumbersCompareAsNumbers() {
    assertTrue(KernelVersion.V6_12.atLeast(KernelVersion.V6_6));
    assertFalse(KernelVersion.V6_6.atLeast(KernelVersion.V6_12));
    assertTrue(KernelVersion.V7_3.atLeast(KernelVersion.V6_18));
    assertEquals(KernelVersion.TARGETS, KernelVersion.TARGETS.stream().sorted().toList());
  }
}
