// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.sys.Syscalls;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Palette;
import dev.weir.testkit.generate.ProgramGenerator;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class KernelJudgeTest {
  private static final Palette PALETTE = new Palette();

  @BeforeAll
  static void needsPrivilege() {
    Assumptions.assumeTrue(
        Syscalls.unavailable().isEmpty(), () -> Syscalls.unavailable().orElse(""));
    Assumptions.assumeTrue(
        Capabilities.current().networkPrograms(),
        "needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
  }

  private static ProgramGenerator generator() {
    return new ProgramGenerator(
        ProgramGenerator.networking(), KernelRelease.running().version(), PALETTE);
  }

  @Test
  void aboutHalfOfThePrograms_loadAndTheOthersFailForManyReasons() {
    int accepted = 0;
    Set<String> reasons = new HashSet<>();
    try (KernelJudge kernel = KernelJudge.open(PALETTE)) {
      for (int seed = 0; seed < 1000; seed++) {
        KernelVerdict verdict = kernel.judge(generator().generate(seed));
        accepted += verdict.accepted() ? 1 : 0;
        if (!verdict.accepted()) {
          reasons.add(KernelMessage.shape(verdict.message()));
        }
      }
    }
    int share = accepted;
    assertTrue(share > 350 && share < 750, () -> share + " of 1000 accepted");
    assertTrue(reasons.size() > 60, () -> reasons.size() + " reasons: " + reasons);
  }

  @Test
  void theVerdictIsTheSameEachTime() {
    try (KernelJudge kernel = KernelJudge.open(PALETTE)) {
      for (int seed = 0; seed < 50; seed++) {
        FuzzProgram program = generator().generate(seed);
        KernelVerdict first = kernel.judge(program);
        assertEquals(first.accepted(), kernel.judge(program).accepted());
        KernelVerdict explained = kernel.explain(program);
        assertEquals(first.message(), explained.message());
        assertTrue(first.log().lines().count() <= explained.log().lines().count());
      }
    }
  }

  @Test
  void minimisedProgramsStayRefused() {
    try (KernelJudge kernel = KernelJudge.open(PALETTE)) {
      FuzzProgram refused = firstRefused(kernel);
      String message = KernelMessage.shape(kernel.judge(refused).message());
      FuzzProgram small =
          Minimiser.minimise(
              refused, p -> KernelMessage.shape(kernel.judge(p).message()).equals(message));
      assertFalse(kernel.judge(small).accepted());
      assertTrue(small.size() <= refused.size());
      assertTrue(small.size() < 30, () -> small.size() + " instructions are left");
    }
  }

  private static FuzzProgram firstRefused(KernelJudge kernel) {
    for (long seed = 0; ; seed++) {
      FuzzProgram program = generator().generate(seed);
      KernelVerdict verdict = kernel.judge(program);
      if (program.size() > 30 && verdict.message().contains("invalid mem access")) {
        return program;
      }
    }
  }
}
