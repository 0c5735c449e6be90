// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.kernel.KernelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `docs/verifier-errors.md` says what the catalogue says; `-Dbless` rewrites it.
class ErrorsPageTest {
  private static final Path PAGE = Path.of("../docs/verifier-errors.md");

  @Test
  void isInStep() throws IOException {
    String bless = System.getProperty("bless", "");
    if (!bless.isEmpty() && !bless.equals("${bless}")) {
      Files.writeString(PAGE, page());
    }
    assertEquals(Files.readString(PAGE), page());
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # What the verifier rejects

            Every rule of the verifier model, with its code; `weir explain CODE` prints the same. Generated from the catalogue.
            Each example breaks just its rule, on Linux 6.18 unless another kernel is named; tests hold model and kernel to it. The C examples
            start with `linux/bpf.h`, `linux/pkt_cls.h`, `bpf/bpf_helpers.h` and `char LICENSE[] SEC("license") = "GPL";`.
            """);
    for (Catalogue.Entry entry : Catalogue.entries()) {
      page.append("\n## " + entry.rule().code() + ": " + entry.rule().title() + "\n\n")
          .append(entry.text() + "\n\n**What to do:** " + entry.fix() + "\n");
      if (!entry.example().isEmpty()) {
        String language = entry.language() == Catalogue.Language.C ? "c" : "bpfasm";
        if (!entry.kernel().equals(KernelVersion.V6_18)) {
          page.append("\nRefused by Linux " + entry.kernel() + ":\n");
        }
        page.append("\n```" + language + "\n" + entry.example().stripTrailing() + "\n```\n");
      }
    }
    return page.toString();
  }
}
