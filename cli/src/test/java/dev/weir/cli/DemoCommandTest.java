// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.Cgroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("kernel")
class DemoCommandTest {
  private static final String UNDER_WAY = "TCP connections";

  @BeforeAll
  static void needsRoot() {
    Capabilities capabilities = Capabilities.current();
    Assumptions.assumeTrue(
        capabilities.networkPrograms() && capabilities.systemAdmin(), "needs root");
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void anInterruptedDemoCleansUp(String signal) throws Exception {
    try (ChildProcess weir = ChildProcess.weir("demo")) {
      weir.waitFor(UNDER_WAY);
      weir.signal(signal);
      assertTrue(weir.process().waitFor(20, TimeUnit.SECONDS));
      assertFalse(Files.exists(group(weir)), weir::output);
      assertFalse(weir.output().contains("error["), weir::output);
      assertFalse(weir.output().contains("\tat "), weir::output);
    }
  }

  @Test
  void theNextDemoCleansUpAfterAKilledOne() throws Exception {
    try (ChildProcess weir = ChildProcess.weir("demo")) {
      weir.waitFor(UNDER_WAY);
      weir.process().destroyForcibly();
      assertTrue(weir.process().waitFor(20, TimeUnit.SECONDS));
      Path left = group(weir);
      if (Files.exists(left)) {
        KernelMachine.eventually(() -> isEmpty(left), "the client process stays");
      }
      Invocation again = Invocation.of("demo").succeeds();
      assertTrue(again.out().contains("Everything was as expected."), again::toString);
      assertFalse(Files.exists(left));
    }
  }

  @Test
  void theReportIsJsonOnRequest() {
    Invocation demo = Invocation.of("demo", "--format", "json").succeeds();
    assertEquals(1, demo.out().lines().count(), demo::toString);
    assertEquals("", demo.err());
  }

  private static Path group(ChildProcess weir) {
    return Cgroup.mountPoint().resolve("weir-demo-" + weir.process().pid());
  }

  private static boolean isEmpty(Path group) {
    try {
      return Files.readString(group.resolve("cgroup.procs")).isBlank();
    } catch (IOException _) {
      return true;
    }
  }
}
