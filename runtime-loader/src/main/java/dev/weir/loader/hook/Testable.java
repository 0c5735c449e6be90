// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.hook;

import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.program.TestRun;

/// A packet program that the kernel runs on test data.
public sealed interface Testable
    permits CgroupSkbProgram, NetkitProgram, TcProgram, TcxProgram, TestableProgram, XdpProgram {
  /// The program.
  LoadedProgram program();

  /// Runs the program once on a packet.
  ///
  /// @param packet from the Ethernet header, at least 14 bytes
  /// @throws dev.weir.loader.error.BpfException when the kernel refuses the data
  default TestRun.Result testRun(byte[] packet) {
    return TestRun.run(program(), packet);
  }

  /// Runs the program on a packet.
  ///
  /// @param packet from the Ethernet header, at least 14 bytes
  /// @param context `struct __sk_buff` or `struct xdp_md`, of which few fields may be set; empty
  ///   for a zero one
  /// @param repeat how often, at least 1
  /// @throws dev.weir.loader.error.BpfException when the kernel refuses the data
  default TestRun.Result testRun(byte[] packet, byte[] context, int repeat) {
    return TestRun.run(program(), packet, context, repeat);
  }
}
