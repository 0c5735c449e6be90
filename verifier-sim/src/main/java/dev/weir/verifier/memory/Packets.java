// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.kernel.PacketAccess;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;

/// The packet and the metadata in front of it, as far as comparisons with its end have proven it.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_packet_access may_access_direct_pkt_data
final class Packets {
  private Packets() {}

  /// Demands that an access ends before the proven range does.
  static void check(Access access, boolean zeroSize) {
    int proven = access.pointer().range();
    boolean region = access.walk().kernel().has(Behaviour.PACKET_AS_REGION);
    if (!region && access.variable().smin() < 0) {
      throw access.refused(
          Rule.NEGATIVE_OFFSET,
          ", but the variable part of the offset may be negative",
          "the variable part of R" + access.reg() + " is " + Words.range(access.variable()));
    }
    if (proven < 0) {
      throw access.refused(
          Rule.PACKET_BOUNDS, ", but this path proved that it lies beyond the packet's end");
    }
    if (region) {
      Regions.check(access, proven, zeroSize);
    } else if (!Regions.fits(access.offset(), access.size(), proven, zeroSize)) {
      throw outside(access, proven);
    }
  }

  /// Demands that the hook lets programs write to packets.
  static void checkWritable(Access access) {
    boolean writable =
        access.walk().image().hook().map(hook -> hook.packet() == PacketAccess.WRITE).orElse(false);
    if (!writable) {
      throw access.refused(
          Rule.PACKET_READ_ONLY,
          ", but "
              + access.walk().image().type().kernelName()
              + " programs may only read packets through pointers");
    }
  }

  /// The refusal of an access that ends behind what is proven.
  static RuntimeException outside(Access access, int proven) {
    if (access.size() == 0) {
      return access.refused(Rule.ZERO_SIZE, ", but the size must not be zero");
    }
    String why =
        access.offset() < 0
            ? ", which lies before the packet's start"
            : proven == 0
                ? ", but nothing is proven to be there"
                : ", but only " + Words.bytes(proven) + " are proven";
    return access.refused(
        Rule.PACKET_BOUNDS,
        access.isConstant() ? why : why + " behind the variable part",
        "R" + access.reg() + " is " + Words.register(access.pointer()));
  }
}
