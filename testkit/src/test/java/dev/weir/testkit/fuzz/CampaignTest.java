// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.Cpus;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.sys.Syscalls;
import dev.weir.testkit.generate.Palette;
import dev.weir.testkit.generate.ProgramGenerator;
import dev.weir.verifier.model.KernelModel;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A short campaign with a fresh seed, which is printed; with `-Dweir.fuzz.minutes=60` a long one.
@Tag("kernel")
class CampaignTest {
  private static final int PROGRAMS = 2000;
  private static final Duration SHORT = Duration.ofSeconds(15);

  @Test
  void modelAndKernelAgree() {
    Assumptions.assumeTrue(
        Syscalls.unavailable().isEmpty(), () -> Syscalls.unavailable().orElse(""));
    Assumptions.assumeTrue(
        Capabilities.current().networkPrograms(),
        "needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
    KernelVersion kernel = KernelRelease.running().version();
    Integer minutes = Integer.getInteger("weir.fuzz.minutes");
    Campaign.Limit limit =
        minutes == null
            ? new Campaign.Limit(PROGRAMS, SHORT)
            : new Campaign.Limit(Integer.MAX_VALUE, Duration.ofMinutes(minutes));
    long seed = Long.getLong("weir.fuzz.seed", ThreadLocalRandom.current().nextLong());
    Palette palette = new Palette();
    try (KernelJudge judge = KernelJudge.open(palette)) {
      Campaign campaign =
          new Campaign(
              new ProgramGenerator(ProgramGenerator.networking(), kernel, palette),
              judge,
              new ModelJudge(palette, KernelModel.of(kernel).withProcessors(Cpus.possible())),
              true);
      Tally tally = campaign.run(seed, limit, () -> false, _ -> {});
      String found =
          "campaign -Dweir.fuzz.seed="
              + seed
              + " of "
              + tally.total()
              + " programs:\n"
              + campaign.differences().stream()
                  .map(d -> d.listing(palette, kernel.toString()))
                  .collect(Collectors.joining("\n"));
      assertEquals(0, tally.count(Agreement.FALSE_ACCEPT), found);
      assertEquals(0, tally.count(Agreement.FAULT), found);
      assertTrue(tally.agreement() > 0.99, found);
      if (kernel.equals(KernelVersion.V6_18)) {
        assertTrue(
            tally.sameCounts() > 0.99,
            () -> "processed instructions differ: " + campaign.uneven() + "\n" + found);
      }
    }
  }
}
