// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MountsTest {
  @Test
  void hybridHierarchiesAreFoundWhereTheyAre() {
    Mounts mounts =
        Mounts.parse(
            """
            24 1 0:22 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            25 24 0:23 / /sys/fs/cgroup/unified rw,relatime shared:9 - cgroup2 cgroup2 rw
            26 24 0:24 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
            27 1 0:25 / /mnt/my\\040bpf rw,relatime - bpf none rw
            malformed
            """);
    assertEquals(Optional.of(Path.of("/sys/fs/cgroup/unified")), mounts.cgroup2());
    assertEquals(Optional.of(Path.of("/mnt/my bpf")), mounts.bpffs());
    assertEquals(Optional.empty(), mounts.ofType("securityfs"));
  }

  @Test
  void possibleCpusAreCountedFromTheHighest() {
    assertEquals(1, Cpus.parse("0"));
    assertEquals(4, Cpus.parse("0-3"));
    assertEquals(8, Cpus.parse("0,2-3,7"));
  }

  @Test
  void capabilitiesAreDecoded() {
    Capabilities some = Capabilities.parse("Name:\tx\nCapEff:\t0000008000001000\nOther: 1\n");
    assertTrue(some.bpf());
    assertTrue(some.networkAdmin());
    assertFalse(some.performance());
    assertFalse(some.networkPrograms());
    assertTrue(Capabilities.parse("CapEff:\t0000000000200000\n").networkPrograms());
    assertFalse(Capabilities.parse("").bpf());
  }
}
