// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.listing.ListingWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DocumentationTest {
  private static final Documentation TEXTS =
      new Documentation.Builder()
          .module("A unit of \"two\" lines.\n\nWith \\ and ä.")
          .map("flows", "Open flows.")
          .member("Flow", "port", "Where to.")
          .variable("limit", "  ")
          .build();

  private static final BpfObject OBJECT =
      new BpfObject(
              "unit",
              "GPL",
              List.of(),
              List.of(),
              List.of(MapSpec.of("flows", 1, 4, 4, 8, 0)),
              List.of(),
              Optional.empty(),
              List.of())
          .withDocumentation(TEXTS);

  @Test
  void textsTravelInTheFile() {
    BpfObject read = ObjectReader.read("unit", ObjectWriter.write(OBJECT));
    assertEquals(TEXTS, read.documentation());
    assertEquals("Open flows.", read.documentation().map("flows"));
    assertEquals("Where to.", read.documentation().member("Flow", "port"));
    assertEquals("", read.documentation().variable("limit"));
  }

  @Test
  void textsTravelInListings() {
    Diagnostics diagnostics = new Diagnostics();
    BpfObject read =
        ListingReader.read(new SourceFile("unit.bpfasm", ListingWriter.write(OBJECT)), diagnostics);
    assertFalse(diagnostics.hasErrors(), () -> diagnostics.problems().toString());
    assertEquals(OBJECT, read);
  }

  @Test
  void aCutSectionGivesWhatIsWhole() {
    assertEquals(
        List.of("module"),
        List.copyOf(Documentation.decode("module\0one\0map m".getBytes(UTF_8)).texts().keySet()));
  }
}
