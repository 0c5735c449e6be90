// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.verifier.image.KernelTypes;
import org.junit.jupiter.api.Test;

final class CTypeTest {
  private static final KernelTypes KERNEL = KernelTypes.of(KernelVersion.V6_18);

  @Test
  void qualifiersDoNotCount() {
    assertEquals(new CType("struct bpf_dynptr", 1), CType.of("const struct bpf_dynptr *"));
    assertEquals("bpf_dynptr", CType.of("const struct bpf_dynptr *").struct());
  }

  @Test
  void numbersHaveSizes() {
    assertEquals(4, CType.of("u32 *").size(KERNEL).orElseThrow());
    assertEquals(8, CType.of("long unsigned int *").size(KERNEL).orElseThrow());
    assertTrue(CType.of("u64 *").leadsToNumbers(KERNEL));
    assertFalse(CType.of("void *").leadsToNumbers(KERNEL));
  }
}
