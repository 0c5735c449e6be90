// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.page;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.verifier.Listings;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.VerifyOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerifyPageTest {
  @Test
  void isSelfContainedAndShowsTheFinding() {
    Verdict verdict =
        Verifier.verify(
            Listings.tcx("  if r1 == 0x0 goto out\n  r0 = 0\nout:\n  r0 = r2\n  exit\n"),
            Listings.KERNEL,
            VerifyOptions.DEFAULT);
    String page =
        VerifyPage.write(
            "<p>", List.of(new Subject(verdict, Map.of(0, List.of("R1=\"<ctx>")))), List.of());
    assertTrue(page.contains("W4101"));
    assertTrue(page.contains("<svg class=\"cfg\""));
    assertTrue(page.contains("<h1>&lt;p&gt;</h1>"));
    assertFalse(page.contains("http"));
    assertFalse(page.contains("\"<ctx>"));
  }
}
