// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

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
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.program.VerifierStatistics;
import dev.weir.loader.sys.Syscalls;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.VerifyOptions;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.model.KernelModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The kernel says how many instructions and states it took to verify a program; the model takes
/// the same, but for a few programs a little more or less.
@Tag("kernel")
final class CostTest {
  private static final int PROGRAMS = Integer.getInteger("weir.cost.programs", 60);
  private static final KernelModel MODEL = KernelModel.of(KernelVersion.V6_18);

  @Test
  void instructionsAndStatesAreTheKernels() throws LinkException {
    assumeTrue(Syscalls.unavailable().isEmpty(), "no system calls from here");
    assumeTrue(Capabilities.current().networkPrograms(), "needs root and bpf(2)");
    assumeTrue(
        KernelRelease.running().version().equals(KernelVersion.V6_18), "compares with Linux 6.18");
    int same = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      BpfObject object = object(RandomPaths.listing(seed, 30));
      Verdict verdict =
          Verifier.verify(
              ImageBuilder.build(object, object.programs().getFirst(), MODEL),
              MODEL,
              VerifyOptions.DEFAULT.rethrowing());
      VerifierStatistics kernel = kernel(object);
      assertTrue(verdict.accepted(), () -> verdict.finding().toString());
      double ratio = (double) verdict.cost().instructions() / kernel.processedInsns();
      assertTrue(ratio > 0.9 && ratio < 1.1, "seed " + seed + ": " + ratio + " of the kernel's");
      same +=
          verdict.cost().instructions() == kernel.processedInsns()
                  && verdict.cost().totalStates() == kernel.totalStates()
                  && verdict.cost().peakStates() == kernel.peakStates()
              ? 1
              : 0;
    }
    int identical = same;
    assertTrue(
        identical >= PROGRAMS * 9 / 10,
        () -> identical + " of " + PROGRAMS + " programs with the very same numbers");
  }

  private static VerifierStatistics kernel(BpfObject object) {
    try (LoadedObject loaded = Loader.load(object, LoadOptions.defaults().withStatistics())) {
      return loaded.program("p").statistics().orElseThrow();
    }
  }

  private static BpfObject object(String listing) {
    Diagnostics problems = new Diagnostics();
    BpfObject object = ListingReader.read(new SourceFile("paths.bpfasm", listing), problems);
    assertTrue(!problems.hasErrors(), () -> problems.problems().toString());
    return object;
  }
}
