// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.arbitrary;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.ProgramGenerator;
import dev.weir.testkit.packet.Packet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/// Defaults for `@ForAll` parameters of the types [Packet], [BpfObject] (one program that Linux
/// 6.18 accepts) and [FuzzProgram] (half of which it accepts).
///
/// ```java
/// @Property
/// @Domain(BpfDomain.class)
/// void neverDropsUdp(@ForAll Packet packet) { ... }
/// ```
public final class BpfDomain extends DomainContextBase {
  /// Made by jqwik.
  public BpfDomain() {}

  /// Packets of all kinds.
  @Provide
  Arbitrary<Packet> packets() {
    return PacketArbitraries.packets();
  }

  /// Valid objects.
  @Provide
  Arbitrary<BpfObject> objects() {
    return ProgramArbitraries.objects(KernelVersion.V6_18, ProgramGenerator.networking());
  }

  /// Programs, valid or not.
  @Provide
  Arbitrary<FuzzProgram> programs() {
    return ProgramArbitraries.programs(KernelVersion.V6_18, ProgramGenerator.networking());
  }
}
