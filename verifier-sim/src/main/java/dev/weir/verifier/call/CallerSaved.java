// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.State;

/// What no value survives: registers a call may use, packet pointers when the packet changes.
final class CallerSaved {
  private static final int LAST = 5;

  private CallerSaved() {}

  /// Forgets R0 to R5.
  static void forget(Frame frame) {
    for (int reg = 0; reg <= LAST; reg++) {
      frame.set(reg, RegState.NOT_INIT);
    }
  }

  /// Turns all pointers to the packet, and slices of it, into numbers.
  ///
  /// @kernel v6.12 kernel/bpf/verifier.c clear_all_pkt_pointers
  static void forgetPacket(State state) {
    state.replaceAll(value -> leadsToPacket(value) ? RegState.UNKNOWN : value);
  }

  private static boolean leadsToPacket(RegState value) {
    int slice = RegFlag.DYNPTR_SKB | RegFlag.DYNPTR_XDP | RegFlag.DYNPTR_SKB_META;
    return value.type() == RegType.PACKET
        || value.type() == RegType.PACKET_META
        || value.type() == RegType.PACKET_END
        || (value.type() == RegType.MEM && (value.flags() & slice) != 0);
  }
}
