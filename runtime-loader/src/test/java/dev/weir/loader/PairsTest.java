// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.loader.error.BpfException;
import dev.weir.loader.host.NetNamespace;
import dev.weir.loader.netlink.Pair;
import dev.weir.loader.netlink.PairKind;
import dev.weir.loader.netlink.Pairs;
import dev.weir.loader.netlink.UvethOptions;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Pairs of devices, in namespaces of their own.
@Tag("kernel")
class PairsTest {
  @Test
  void aVethPairIsCreatedAcrossNamespacesAndShown() throws Exception {
    Kernel.needsBpf();
    try (NetNamespace here = NetNamespace.create();
        NetNamespace there = NetNamespace.create()) {
      Pair pair =
          here.call(() -> {
            try (Pairs pairs = Pairs.open()) {
              return pairs.create(
                  PairKind.VETH,
                  "host",
                  "eth0",
                  Optional.of(there.fd()),
                  Optional.empty(),
                  UvethOptions.NONE);
            }
          });
      Pair other =
          there.call(() -> {
            try (Pairs pairs = Pairs.open()) {
              return pairs.get("eth0");
            }
          });
      assertEquals(PairKind.VETH, pair.kind());
      assertFalse(pair.up());
      assertEquals(pair.index(), other.peerIndex());
      assertEquals(other.index(), pair.peerIndex());
      assertTrue(pair.uveth().isEmpty());
    }
  }

  @Test
  void whatIsNoPairIsRefusedByName() throws Exception {
    Kernel.needsBpf();
    try (NetNamespace here = NetNamespace.create()) {
      BpfException refused =
          here.call(() -> {
            try (Pairs pairs = Pairs.open()) {
              return assertThrows(BpfException.class, () -> pairs.get("lo"));
            }
          });
      assertTrue(refused.getMessage().contains("`lo`"), refused.getMessage());
    }
  }
}
