// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import dev.weir.loader.LoadedObject;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.Cgroup;
import dev.weir.loader.host.Mounts;
import dev.weir.loader.map.BtfValue;
import dev.weir.loader.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// What kernel tests need of the machine; a test is skipped with the reason where it is missing.
final class Machine {
  private Machine() {}

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
    return Cgroup.create("weir-samples-test-" + name + "-" + ProcessHandle.current().pid());
  }

  /// Changes a network setting of the calling thread's network namespace.
  static Void set(String setting, String value) throws IOException {
    Files.writeString(Path.of("/proc/sys/net").resolve(setting), value);
    return null;
  }

  /// A counter of a sample.
  static long counter(LoadedObject loaded, String name) {
    BtfValue all = loaded.dump("counters").entries().getFirst().value();
    if (all instanceof BtfValue.Struct struct
        && struct.field(name).orElseThrow() instanceof BtfValue.Int counter) {
      return counter.value().longValueExact();
    }
    throw new AssertionError("no counter " + name + " in " + all.toJson());
  }

  /// Waits for what the kernel does a moment later, at most ten seconds.
  static void eventually(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      Assertions.assertTrue(System.nanoTime() < deadline, what);
      Thread.onSpinWait();
    }
  }
}
