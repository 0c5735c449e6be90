// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.machine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.link.LinkException;
import dev.weir.loader.host.KernelRelease;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Palette;
import dev.weir.testkit.generate.ProgramGenerator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The virtual machine does what the kernel does: random programs, the same packets, the same
/// results, packets, contexts and maps.
///
/// `-Dweir.runs.seconds=N` runs longer than the build does, `-Dweir.runs.seed=N` starts at a seed.
@Tag("kernel")
final class KernelRunTest {
  private static final int LEAST = 20;
  private static final Palette PALETTE = new Palette();
  private static final Set<String> HOOKS =
      Set.of("tc ingress", "tcx egress", "xdp", "cgroup_skb ingress", "socket");

  @BeforeAll
  static void needsPrivilege() {
    SideBySide.assumeKernel();
  }

  static ProgramGenerator generator() {
    List<Hook> hooks = Hooks.all().stream().filter(h -> HOOKS.contains(h.name())).toList();
    return new ProgramGenerator(hooks, KernelRelease.running().version(), PALETTE);
  }

  @Test
  void randomProgramsDoTheSame() throws LinkException {
    int same = 0;
    long seed = Long.getLong("weir.runs.seed", System.nanoTime());
    long end = System.nanoTime() + Long.getLong("weir.runs.seconds", 8) * 1_000_000_000L;
    for (; same < LEAST || System.nanoTime() < end; seed++) {
      FuzzProgram program = generator().unbroken(seed);
      SideBySide.Result result = SideBySide.compare(program.toObject(PALETTE), seed);
      String at = "seed " + seed + " (" + program.hook().name() + "): " + result.detail();
      assertTrue(result.kind() != SideBySide.Result.Kind.DIFFERENT, at);
      same += result.kind() == SideBySide.Result.Kind.SAME ? 1 : 0;
    }
  }
}
