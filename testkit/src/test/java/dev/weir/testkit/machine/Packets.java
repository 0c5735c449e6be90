// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.machine;

import dev.weir.testkit.packet.Packet;
import java.util.Random;

/// Random frames.
final class Packets {
  private Packets() {}

  static byte[] random(Random random) {
    byte[] payload = new byte[random.nextInt(80)];
    random.nextBytes(payload);
    var ethernet = Packet.ethernet("02:00:00:00:00:01", "02:00:00:00:00:02");
    var network =
        random.nextBoolean()
            ? ethernet.ipv4("10.0.0." + random.nextInt(256), "10.0.1." + random.nextInt(256))
            : ethernet.ipv6("fd00::" + random.nextInt(100), "fd01::" + random.nextInt(100));
    int source = 1 + random.nextInt(60_000);
    int destination = 1 + random.nextInt(60_000);
    return (random.nextBoolean()
            ? network.tcp(source, destination)
            : network.udp(source, destination))
        .payload(payload)
        .build()
        .bytes();
  }
}
