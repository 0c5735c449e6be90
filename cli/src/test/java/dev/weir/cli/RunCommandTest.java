// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.loader.host.Cgroup;
import dev.weir.loader.host.Cpus;
import dev.weir.loader.link.Attached;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("kernel")
class RunCommandTest {
  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void needsBpf() {
    KernelMachine.needsBpf();
  }

  @ParameterizedTest
  @CsvSource({
    "cgroup/connect4, --cgroup PATH",
    "tcx/ingress, --dev NAME",
    "xdp, --dev NAME",
    "fentry/do_exit, --program NAME"
  })
  void aMissingTargetNamesTheOption(String section, String option) throws IOException {
    Path object = Objects.write(folder, Objects.of("p", Objects.returning(section, "p", 1)));
    Invocation.of("run", object.toString()).failsWith(2, "W0005", "`p`", section, option);
  }

  @Test
  void aDirectionIsAskedForWhereTheSectionHasNone() throws IOException {
    Path object = Objects.write(folder, Objects.of("p", Objects.returning("tc", "p", -1)));
    Invocation.of("run", object.toString(), "--dev", "lo")
        .failsWith(2, "W0005", "--direction ingress|egress");
  }

  @Test
  void aGroupOrInterfaceThatDoesNotExistIsNamed() throws IOException {
    Path object =
        Objects.write(folder, Objects.of("p", Objects.returning("cgroup/connect4", "p", 1)));
    Invocation.of("run", object.toString(), "--cgroup", "/none").failsWith(2, "W0005", "/none");
    Path packets =
        Objects.write(folder, Objects.of("q", Objects.returning("tcx/ingress", "q", -1)));
    Invocation.of("run", packets.toString(), "--dev", "none0").failsWith(2, "W5013", "none0");
  }

  @Test
  void aFolderThatIsNoGroupIsRefused() throws IOException {
    Path object =
        Objects.write(folder, Objects.of("p", Objects.returning("cgroup/connect4", "p", 1)));
    Invocation.of("run", object.toString(), "--cgroup", folder.toString())
        .failsWith(2, "W5013", "cgroup v2");
  }

  @Test
  void anUnknownProgramConstantOrMapIsNamed() throws IOException {
    Path object = Objects.write(folder, Objects.counting("cgroup/connect4"));
    try (Cgroup group = KernelMachine.cgroup("unknown")) {
      String[] base = {"run", object.toString(), "--cgroup", group.path().toString(), "--once"};
      Invocation.of(with(base, "--program", "none")).failsWith(2, "W0007", "`none`", "count");
      Invocation.of(with(base, "--set", "NONE=1")).failsWith(2, "W0007", "`NONE`");
      Invocation.of(with(base, "--map", "none:1=2")).failsWith(2, "W0007", "counters");
      Invocation.of(with(base, "--show", "none")).failsWith(2, "W0007", "`none`", "counters");
      Invocation.of(with(base, "--map", "counters:x=1,2")).failsWith(2, "W0007", "`x`");
      assertTrue(attached(group).isEmpty());
    }
  }

  @Test
  void countersAreShownAndEverythingIsDetached() throws IOException {
    Path object = Objects.write(folder, Objects.counting("cgroup/connect4"));
    try (Cgroup group = KernelMachine.cgroup("once")) {
      Invocation run =
          Invocation.of(
                  "run",
                  object.toString(),
                  "--cgroup",
                  group.path().toString(),
                  "--map",
                  "counters:0=40,2",
                  "--once")
              .succeeds();
      int cpus = Cpus.possible();
      assertTrue(run.out().contains("seen=" + 40 * cpus + " lost=" + 2 * cpus), run::toString);
      assertTrue(run.out().startsWith("attached "), run::toString);
      assertTrue(run.out().endsWith("detached\n"), run::toString);
      assertTrue(attached(group).isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalDetachesInOrder(String signal) throws Exception {
    Path object = Objects.write(folder, Objects.counting("cgroup/connect4"));
    try (Cgroup group = KernelMachine.cgroup("signal");
        ChildProcess weir =
            ChildProcess.weir("run", object.toString(), "--cgroup", group.path().toString())) {
      weir.waitFor("seen=0 lost=0");
      assertEquals(1, attached(group).size());
      weir.signal(signal);
      assertTrue(weir.process().waitFor(15, TimeUnit.SECONDS));
      assertTrue(weir.output().endsWith("detached\n"), weir::output);
      assertTrue(attached(group).isEmpty());
    }
  }

  @Test
  void aKilledCommandLeavesNothingAttached() throws Exception {
    Path object = Objects.write(folder, Objects.counting("cgroup/connect4"));
    try (Cgroup group = KernelMachine.cgroup("kill");
        ChildProcess weir =
            ChildProcess.weir("run", object.toString(), "--cgroup", group.path().toString())) {
      weir.waitFor("seen=0 lost=0");
      assertEquals(1, attached(group).size());
      weir.process().destroyForcibly();
      assertTrue(weir.process().waitFor(15, TimeUnit.SECONDS));
      assertFalse(weir.output().contains("detached"), weir::output);
      KernelMachine.eventually(() -> attached(group).isEmpty(), "still attached");
    }
  }

  private static List<Integer> attached(Cgroup group) {
    return Attached.toCgroup(group.path(), AttachType.CGROUP_INET4_CONNECT);
  }

  private static String[] with(String[] base, String... more) {
    return Stream.concat(Arrays.stream(base), Arrays.stream(more)).toArray(String[]::new);
  }
}
