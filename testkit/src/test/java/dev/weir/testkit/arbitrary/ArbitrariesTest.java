// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.arbitrary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.testkit.arbitrary.MapArbitraries.Entry;
import dev.weir.testkit.packet.Packet;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.model.KernelModel;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;

class ArbitrariesTest {
  private static final MapSpec PREFIXES =
      MapSpec.of("prefixes", MapType.LPM_TRIE.number(), 8, 4, 100, 1);

  @Provide
  Arbitrary<Packet> wellFormed() {
    return PacketArbitraries.wellFormed();
  }

  @Property(tries = 300)
  void wellFormedPacketsHaveRightChecksums(@ForAll("wellFormed") Packet packet) {
    assertTrue(packet.checksumsRight(), packet::toString);
  }

  @Property(tries = 200)
  @Domain(BpfDomain.class)
  void packetsHaveAnEthernetHeader(@ForAll Packet packet) {
    assertTrue(packet.size() >= 14, packet::toString);
  }

  @Provide
  Arbitrary<List<Entry>> prefixes() {
    return MapArbitraries.entries(PREFIXES);
  }

  @Property(tries = 200)
  void entriesFitTheirMap(@ForAll("prefixes") List<Entry> entries) {
    for (Entry entry : entries) {
      assertEquals(8, entry.key().length);
      assertEquals(4, entry.value().length);
      assertTrue(entry.key()[0] >= 0 && entry.key()[0] <= 32);
    }
  }

  @Property(tries = 20)
  @Domain(BpfDomain.class)
  void objectsAreAccepted(@ForAll BpfObject object) {
    for (Verdict verdict : Verifier.verify(object, KernelModel.of(KernelVersion.V6_18))) {
      assertTrue(verdict.accepted(), verdict::toString);
    }
  }
}
