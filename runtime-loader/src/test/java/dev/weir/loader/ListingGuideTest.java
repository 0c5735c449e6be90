// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.loader.error.BpfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The kernel accepts the examples of `docs/listing.md`, except for the one that is there to be
/// wrong.
@Tag("kernel")
class ListingGuideTest {

  @Test
  void examplesLoad() throws IOException {
    Kernel.needsBpf();
    List<String> examples =
        Pattern.compile("(?s)```bpfasm\n(.*?)```")
            .matcher(
                Files.readString(
                    Path.of(System.getProperty("weir.root", ".."), "docs", "listing.md")))
            .results()
            .map((MatchResult result) -> result.group(1))
            .toList();
    assertFalse(examples.isEmpty());
    for (String example : examples) {
      BpfObject object = read(example);
      if (example.contains("no such opcode")) {
        assertThrows(BpfException.class, () -> Loader.load(object).close());
      } else {
        Loader.load(object).close();
      }
    }
  }

  private static BpfObject read(String text) {
    Diagnostics sink = new Diagnostics();
    BpfObject object = ListingReader.read(new SourceFile("guide.bpfasm", text), sink);
    assertEquals("", TextRenderer.render(sink.problems(), false));
    return object;
  }
}
