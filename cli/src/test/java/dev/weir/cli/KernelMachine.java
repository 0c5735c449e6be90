// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.Cgroup;
import dev.weir.loader.host.Mounts;
import dev.weir.loader.sys.Syscalls;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// What kernel tests need of the machine; a test is skipped with the reason where it is missing.
final class KernelMachine {
  private KernelMachine() {}

  static void needsBpf() {
    Assumptions.assumeTrue(
        Syscalls.unavailable().isEmpty(), () -> Syscalls.unavailable().orElse(""));
    Assumptions.assumeTrue(
        Capabilities.current().networkPrograms(),
        "needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
  }

  /// A control group of this test alone.
  static Cgroup cgroup(String name) {
    Assumptions.assumeTrue(Mounts.read().cgroup2().isPresent(), "needs a cgroup v2 mount");
    return Cgroup.create("weir-cli-test-" + name + "-" + ProcessHandle.current().pid());
  }

  /// Waits for what happens a moment later, at most a minute.
  static void eventually(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.getAsBoolean()) {
      Assertions.assertTrue(System.nanoTime() < deadline, what);
      Thread.onSpinWait();
    }
  }
}
