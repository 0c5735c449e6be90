// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectReader;
import dev.weir.loader.Loader;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.host.KernelRelease;
import dev.weir.verifier.explain.Catalogue;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.log.KernelReports;
import dev.weir.verifier.model.KernelModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The running kernel refuses the example of every rule, for that rule.
@Tag("kernel")
final class RuleExamplesTest {
  private static final Path OBJECTS =
      Path.of("../verifier-sim/src/test/resources/dev/weir/verifier/explain/rules");
  private static final KernelModel KERNEL = KernelModel.of(KernelVersion.V6_18);

  static Stream<Catalogue.Entry> examples() {
    return Catalogue.entries().stream()
        .filter(entry -> !entry.example().isEmpty())
        .filter(entry -> entry.kernel().equals(KERNEL.version()));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theKernelMeansTheSame(Catalogue.Entry entry) throws IOException, LinkException {
    assumeTrue(KernelRelease.running().version().atLeast(KERNEL.version()), "the kernel is older");
    BpfObject object = read(entry);
    ProgramImage image = ImageBuilder.build(object, object.programs().getFirst(), KERNEL);
    assertEquals(entry.rule().code(), refusal(object, image));
  }

  private static BpfObject read(Catalogue.Entry entry) throws IOException {
    String name = entry.rule().code();
    if (entry.language() == Catalogue.Language.C) {
      return ObjectReader.read(name, Files.readAllBytes(OBJECTS.resolve(name + ".o")));
    }
    Diagnostics problems = new Diagnostics();
    BpfObject object = ListingReader.read(new SourceFile(name, entry.source()), problems);
    assertTrue(problems.problems().isEmpty());
    return object;
  }

  private static String refusal(BpfObject object, ProgramImage image) {
    try (var _ = Loader.load(object)) {
      return "accepted";
    } catch (BpfException e) {
      assumeTrue(!e.log().isEmpty(), () -> "this kernel has no such hook: " + e.getMessage());
      return KernelReports.of(e.log(), image, KERNEL, e.problem().code()).code();
    }
  }
}
