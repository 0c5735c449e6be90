// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
            """);
    for (Catalogue.Entry entry : Catalogue.entries()) {
      page.append("\n## " + entry.rule().code() + ": " + entry.rule().title() + "\n\n")
          .append(entry.text() + "\n\n**What to do:** " + entry.fix() + "\n");
      if (!entry.example().isEmpty()) {
        page.append("\n```bpfasm\n" + entry.example().stripTrailing() + "\n```\n");
      }
    }
    return page.toString();
  }
}
