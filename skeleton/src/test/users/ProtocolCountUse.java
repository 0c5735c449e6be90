// SPDX-License-Identifier: Apache-2.0
package com.example;

import com.example.ProtocolCount.Traffic;
import java.util.List;
import java.util.concurrent.Callable;

/// Counts packets of a test run, and writes what each CPU counted.
public final class ProtocolCountUse implements Callable<String> {
  @Override
  public String call() {
    try (ProtocolCount count = ProtocolCount.load()) {
      byte[] packet = new byte[64];
      packet[12] = 8;
      packet[14] = 0x45;
      packet[23] = 17;
      count.countIn().testRun(packet, new byte[0], 3);
      // guide: per-cpu
      Traffic udp = count.byProtocol().reduce(17, Traffic::plus);
      List<Traffic> byCpu = count.byProtocol().get(17);
      // guide: end
      count.byProtocol().set(6, byCpu.stream().map(t -> new Traffic(1, 2)).toList());
      Traffic tcp = count.byProtocol().reduce(6, Traffic::plus);
      boolean each = tcp.packets() == byCpu.size() && tcp.bytes() == 2L * byCpu.size();
      return udp + " " + each + " " + count.byProtocol().size();
    }
  }
}
