// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.link.LinkException;
import dev.weir.testkit.packet.Packet;
import dev.weir.vm.Input;
import dev.weir.vm.Outcome;
import dev.weir.vm.Vm;
import dev.weir.vm.VmOptions;
import dev.weir.vm.run.Tunnel;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What programs give packets for tunnel devices, and read back.
final class TunnelTest {
  private static final int KEY_BYTES = 44;

  /// Sets a key with options, and reads both back into a map.
  ///
  /// @param flow what to set as flow label
  private static String program(
      int setSize, int setFlags, int flow, int optionBytes, int getSize, int getFlags) {
    return """
    .license "GPL"
    .map out array key 4 value 128 entries 1

    .program main section "tc"
      r6 = r1
      r7 = r10
      r7 += -0x80
      *(u64 *)(r7 + 0x0) = 0x1234
      *(u32 *)(r7 + 0x4) = 0x0a000001
      *(u64 *)(r7 + 0x8) = 0x11
      *(u32 *)(r7 + 0x10) = 0x22
      *(u32 *)(r7 + 0x14) = 0x2f07
      *(u32 *)(r7 + 0x18) = %d
      *(u32 *)(r7 + 0x1c) = 0x0a000002
      *(u64 *)(r7 + 0x20) = 0x33
      *(u32 *)(r7 + 0x28) = 0x44
      *(u64 *)(r7 + 0x30) = 0x55
      *(u64 *)(r7 + 0x38) = 0x66
      r1 = r6
      r2 = r7
      r3 = %d
      r4 = %d
      call skb_set_tunnel_key#21
      *(u32 *)(r6 + 0x30) = r0
      r1 = r6
      r2 = r7
      r2 += 0x30
      r3 = %d
      call skb_set_tunnel_opt#30
      *(u32 *)(r6 + 0x34) = r0
      *(u32 *)(r10 - 0x84) = 0x0
      r2 = r10
      r2 += -0x84
      r1 = map out ll
      call map_lookup_elem#1
      if r0 == 0x0 goto L1
      r8 = r0
      r1 = r6
      r2 = r8
      r3 = %d
      r4 = %d
      call skb_get_tunnel_key#20
      *(u32 *)(r6 + 0x38) = r0
      r1 = r6
      r2 = r8
      r2 += 0x40
      r3 = 0x10
      call skb_get_tunnel_opt#29
      *(u32 *)(r6 + 0x3c) = r0
    L1:
      r0 = 0x0
      exit
    """
        .formatted(flow, setSize, setFlags, optionBytes, getSize, getFlags);
  }

  static Stream<Arguments> calls() {
    return Stream.of(
        Arguments.of(44, 0, 0, 8, 44, 0),
        Arguments.of(44, 0, 0, 8, 44, 16),
        Arguments.of(44, 1, 0x12345, 8, 44, 1),
        Arguments.of(44, 1, 0x7fffffff, 16, 44, 17),
        Arguments.of(44, 1, 0, 8, 44, 0),
        Arguments.of(44, 0, 0, 8, 44, 1),
        Arguments.of(44, 0, 7, 8, 44, 0),
        Arguments.of(44, 30, 0, 8, 44, 16),
        Arguments.of(44, 32, 0, 8, 44, 0),
        Arguments.of(44, 0, 0, 8, 44, 8),
        Arguments.of(8, 0, 0, 4, 8, 0),
        Arguments.of(8, 1, 0, 4, 8, 1),
        Arguments.of(22, 0, 0, 6, 22, 16),
        Arguments.of(24, 0, 0, 12, 24, 16),
        Arguments.of(28, 0, 0, 16, 28, 0),
        Arguments.of(43, 0, 0, 8, 43, 0));
  }

  @Tag("kernel")
  @ParameterizedTest
  @MethodSource("calls")
  void keysAreThoseOfTheKernel(
      int setSize, int setFlags, int flow, int optionBytes, int getSize, int getFlags)
      throws LinkException {
    SideBySide.assumeKernel();
    String listing = program(setSize, setFlags, flow, optionBytes, getSize, getFlags);
    SideBySide.Result result = SideBySide.compare(SideBySide.object(listing), 1);
    assertEquals(SideBySide.Result.Kind.SAME, result.kind(), result::detail);
  }

  @Test
  void aPacketHasWhatItCameWithAndWhatItIsGiven() throws LinkException {
    byte[] packet = Packet.ethernet().ipv4("10.0.0.1", "10.0.0.2").udp(1, 2).build().bytes();
    var vm =
        Vm.load(SideBySide.object(program(KEY_BYTES, 0, 0, 8, KEY_BYTES, 0)), VmOptions.standard());
    Tunnel outer = Tunnel.received(7, "192.0.2.1", "192.0.2.2").options(new byte[] {1, 2, 3, 4});
    Outcome outcome = vm.program("main").run(Input.packet(packet).tunnel(outer));
    Tunnel given = outcome.tunnel().orElseThrow();
    assertEquals(0x1234, given.id());
    assertArrayEquals(new byte[] {10, 0, 0, 1}, given.destination());
    assertArrayEquals(new byte[] {10, 0, 0, 2}, given.source());
    assertTrue(given.transmit());
    assertEquals(8, given.options().length);
  }
}
