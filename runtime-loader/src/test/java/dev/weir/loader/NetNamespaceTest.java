// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.loader.error.BpfException;
import dev.weir.loader.host.NetNamespace;
import dev.weir.loader.netlink.Interfaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class NetNamespaceTest {
  @BeforeAll
  static void needsBpf() {
    Kernel.needsBpf();
  }

  @Test
  void aNamedNamespaceIsFoundAgainUntilItsNameIsRemoved() throws Exception {
    String name = "weir-test-" + ProcessHandle.current().pid();
    Path path = Path.of("/run/netns", name);
    try (NetNamespace first = NetNamespace.create()) {
      first.giveName(name);
      first.run(() -> {
        try (Interfaces interfaces = Interfaces.open()) {
          interfaces.createVeth("weir0", "weir1", Optional.empty());
        }
      });
      assertThrows(BpfException.class, () -> first.giveName(name));
      try (NetNamespace second = NetNamespace.enter(path)) {
        assertEquals("weir0", second.call(() -> Interfaces.find("weir0")).name());
      }
    } finally {
      NetNamespace.removeName(name);
    }
    assertFalse(Files.exists(path));
    NetNamespace.removeName(name);
  }

  @Test
  void whatFailsInsideFailsOutside() {
    try (NetNamespace namespace = NetNamespace.create()) {
      BpfException e =
          assertThrows(BpfException.class, () -> namespace.run(() -> Interfaces.find("weir-none")));
      assertTrue(e.getMessage().contains("weir-none"), e.getMessage());
      assertThrows(BpfException.class, () -> NetNamespace.enter(Path.of("/run/netns/weir-none")));
    }
  }
}
