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
import dev.weir.loader.LoadOptions;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.sys.Syscalls;
import dev.weir.verifier.Finding;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.VerifyOptions;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.model.KernelModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Small programs about which model and kernel once differed, in verdict or in the number of
/// processed instructions. Each says what kernels say, a line for each: `; 6.18: accept 20`, or `;
/// 6.18: reject W4013`.
final class GoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/weir/testkit/agree/golden");
  private static final Pattern EXPECTED =
      Pattern.compile("^; (\\d+)\\.(\\d+): (accept (\\d+)|reject (W\\d+))$", Pattern.MULTILINE);

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void modelSaysWhatKernelsSay(String name) throws LinkException {
    String listing = listing(name);
    Matcher expected = EXPECTED.matcher(listing);
    int lines = 0;
    while (expected.find()) {
      lines++;
      KernelVersion version =
          new KernelVersion(
              Integer.parseInt(expected.group(1)), Integer.parseInt(expected.group(2)));
      assertEquals(expected.group(3), model(object(name, listing), version));
    }
    assertTrue(lines > 0, "no line says what a kernel says");
  }

  @Tag("kernel")
  @ParameterizedTest
  @MethodSource("names")
  void runningKernelSaysSo(String name) {
    assumeTrue(Syscalls.unavailable().isEmpty(), "no system calls from here");
    assumeTrue(Capabilities.current().networkPrograms(), "needs root and bpf(2)");
    String listing = listing(name);
    KernelVersion running = KernelRelease.running().version();
    Matcher expected = EXPECTED.matcher(listing);
    while (expected.find()) {
      if (running.toString().equals(expected.group(1) + "." + expected.group(2))) {
        String verdict = expected.group(3);
        assertEquals(
            verdict.startsWith("accept") ? verdict : "reject", kernel(object(name, listing)));
      }
    }
  }

  private static String model(BpfObject object, KernelVersion version) throws LinkException {
    KernelModel model = KernelModel.of(version);
    Verdict verdict =
        Verifier.verify(
            ImageBuilder.build(object, object.programs().getFirst(), model),
            model,
            VerifyOptions.DEFAULT.rethrowing());
    return verdict.accepted()
        ? "accept " + verdict.cost().instructions()
        : "reject " + verdict.finding().map(Finding::rule).orElseThrow().code();
  }

  private static String kernel(BpfObject object) {
    try (LoadedObject loaded = Loader.load(object, LoadOptions.defaults().withStatistics())) {
      return "accept "
          + loaded
              .program(object.programs().getFirst().name())
              .statistics()
              .orElseThrow()
              .processedInsns();
    } catch (BpfException refused) {
      return "reject";
    }
  }

  private static String listing(String name) {
    try {
      return Files.readString(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BpfObject object(String name, String listing) {
    Diagnostics problems = new Diagnostics();
    BpfObject object = ListingReader.read(new SourceFile(name, listing), problems);
    assertTrue(!problems.hasErrors(), () -> problems.problems().toString());
    return object;
  }
}
