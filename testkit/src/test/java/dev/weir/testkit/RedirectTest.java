// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

@BpfTest("redirect.bpfasm")
class RedirectTest {
  @Test
  void translatesTheVirtualAddress(Bench bench) {
    bench.run("lb", SocketCall.tcp("10.99.0.1", 80)).allowed().goesTo("127.0.0.53", 5301);
    bench.run("lb", SocketCall.udp("10.99.0.2", 80)).allowed().goesTo("10.99.0.2", 80);
  }

  @Test
  void refusesTelnet(Bench bench) {
    bench.run("lb", SocketCall.tcp("10.99.0.1", 23)).refused().refusedWith(1);
    assertThrows(
        AssertionError.class, () -> bench.run("lb", SocketCall.tcp("10.0.0.1", 23)).allowed());
  }

  /// No kernel can run these programs on test data, so the second run is skipped.
  @KernelTest
  void runsInTheKernelWhereThatIsPossible(Bench bench) {
    bench.run("lb", SocketCall.tcp("10.99.0.1", 80)).allowed();
  }
}
