// SPDX-License-Identifier: Apache-2.0
package com.example;

import com.example.PortRedirect.Counters;
import dev.weir.loader.link.AttachOptions;
import dev.weir.loader.link.Link;
import dev.weir.loader.link.Position;
import dev.weir.loader.program.TestRun;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.Callable;

/// Runs a packet through the programs, and attaches them to the loopback interface.
public final class PortRedirectUse implements Callable<String> {
  @Override
  public String call() {
    PortRedirect.Options options = PortRedirect.Options.defaults().publicPort(443);
    try (PortRedirect redirect = PortRedirect.load(options)) {
      byte[] packet = datagramTo(443);
      // guide: test
      TestRun.Result result = redirect.toServer().testRun(packet);
      int port = ByteBuffer.wrap(result.dataOut()).getShort(36) & 0xffff;
      // guide: end
      // guide: attach
      Link first = redirect.toServer().attach("lo");
      AttachOptions before = AttachOptions.defaults().at(new Position.First());
      Link second = redirect.fromServer().attach("lo", before);
      // guide: end
      String attached = first.description() + ", " + second.description();
      long requests = redirect.counters().reduce(0, Counters::plus).requests();
      return redirect.publicPort() + " to " + port + " " + requests + " " + attached;
    }
  }

  /// An Ethernet frame with an UDP datagram from 10.0.0.1 to 10.0.0.2.
  private static byte[] datagramTo(int port) {
    byte[] packet =
        HexFormat.of()
            .parseHex(
                "020000000001020000000002" + "0800"
                    + "4500001c000000004011" + "66cf" + "0a0000010a000002"
                    + "3039" + HexFormat.of().toHexDigits((short) port) + "00080000");
    return packet;
  }
}
