// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.object.BpfObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// SYN cookies: which segment size they remember, which headers are refused, and that the answer to
/// a cookie is taken, and to another number not; in the kernel and in the virtual machine. Cookies
/// themselves depend on a secret.
@Tag("kernel")
final class CookieTest {
  @BeforeAll
  static void needsPrivilege() {
    SideBySide.assumeKernel();
  }

  /// Writes the halves of what makes a cookie, then answers it.
  ///
  /// @param option what the option of the SYN says, 0 for an end of the list instead
  /// @param size the size that is told
  /// @param off how far the answer is off
  private static String program(boolean ipv6, int option, int size, int words, int off) {
    int make = ipv6 ? 205 : 204;
    int check = ipv6 ? 207 : 206;
    String version = ipv6 ? "6" : "4";
    int optionWord = option == 0 ? 0 : 0x0402 | (option & 0xff) << 24 | (option >> 8) << 16;
    return """
    .license "GPL"

    .program main section "tc"
      r6 = r1
      r7 = r10
      r7 += -0x30
      *(u64 *)(r7 + 0x0) = 0x45
      *(u64 *)(r7 + 0x8) = 0x1234567
      *(u64 *)(r7 + 0x10) = 0x7654321
      *(u64 *)(r7 + 0x18) = 0x1111
      *(u64 *)(r7 + 0x20) = 0x2222
      r8 = r10
      r8 += -0x50
      *(u32 *)(r8 + 0x0) = 0x50001234
      *(u32 *)(r8 + 0x4) = 0x10000000
      *(u32 *)(r8 + 0x8) = 0x0
      *(u32 *)(r8 + 0xc) = %d
      *(u32 *)(r8 + 0x10) = 0x0
      *(u32 *)(r8 + 0x14) = %d
      r1 = r7
      r2 = r8
      r3 = %d
      call tcp_raw_gen_syncookie_ipv%s#%d
      r9 = r0
      if r0 s< 0x0 goto L1
      r1 = r0
      r1 >>= 0x20
      *(u32 *)(r6 + 0x30) = r1
      w9 += %d
      r9 = be32 r9
      *(u32 *)(r8 + 0x8) = r9
      *(u32 *)(r8 + 0x4) = 0x11000000
      r1 = r7
      r2 = r8
      call tcp_raw_check_syncookie_ipv%s#%d
    L1:
      *(u32 *)(r6 + 0x34) = r0
      r0 = 0x0
      exit
    """
        .formatted(words << 4, optionWord, size, version, make, 1 + off, version, check);
  }

  @ParameterizedTest
  @CsvSource({
    "false, 0, 24, 6, 0",
    "false, 1460, 24, 6, 0",
    "false, 1459, 24, 6, 0",
    "false, 100, 24, 6, 0",
    "false, 1300, 24, 6, 0",
    "false, 9000, 24, 6, 1",
    "false, 1440, 20, 5, 0",
    "false, 1440, 20, 6, 0",
    "false, 1440, 19, 5, 0",
    "true, 0, 24, 6, 0",
    "true, 1460, 24, 6, 0",
    "true, 9000, 24, 6, 0",
    "true, 1219, 24, 6, 0",
    "true, 1420, 24, 6, 77",
    "true, 0, 24, 5, 0"
  })
  void theKernelAndTheMachineAgree(boolean ipv6, int option, int size, int words, int off)
      throws LinkException {
    Diagnostics diagnostics = new Diagnostics();
    String listing = program(ipv6, option, size, words, off);
    BpfObject object = ListingReader.read(new SourceFile("cookie.bpfasm", listing), diagnostics);
    assertFalse(diagnostics.hasErrors(), () -> diagnostics.problems().toString());
    SideBySide.Result result = SideBySide.compare(object, 1);
    assertEquals(SideBySide.Result.Kind.SAME, result.kind(), result::detail);
  }
}
