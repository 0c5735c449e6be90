// SPDX-License-Identifier: Apache-2.0
package com.example;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.example.EgressPolicy.Action;
import com.example.EgressPolicy.Blocked;
import com.example.EgressPolicy.Counters;
import com.example.EgressPolicy.LpmBe32;
import dev.weir.loader.host.Cgroup;
import dev.weir.loader.map.RecordReader;
import dev.weir.loader.value.Be32;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/// Blocks a datagram and reads the event.
public final class EgressPolicyUse implements Callable<String> {
  @Override
  public String call() throws Exception {
    String name = "weir-skeleton-egress-" + ProcessHandle.current().pid();
    // guide: load
    try (Cgroup group = Cgroup.create(name);
        EgressPolicy policy = EgressPolicy.load()) {
      policy.networks().put(new LpmBe32(8, Be32.parse("10.0.0.0")), Action.ALLOW);
      policy.policy().attach(group);

      group.add(ProcessHandle.current().pid()); // sockets opened from now on are seen
      send("127.0.0.1", 4789);

      try (RecordReader<Blocked> events = policy.blocked().open()) {
        List<Blocked> blocked = events.poll(Duration.ofSeconds(5));
        Counters counters = policy.counters().reduce(0, Counters::plus);
        return blocked + " " + counters;
      }
    }
    // guide: end
  }

  private static void send(String address, int port) throws Exception {
    byte[] data = "hello".getBytes(US_ASCII);
    try (DatagramSocket socket = new DatagramSocket(0, Inet4Address.ofLiteral("127.0.0.1"))) {
      socket.send(new DatagramPacket(data, data.length, Inet4Address.ofLiteral(address), port));
    } catch (IOException e) {
      if (!e.getMessage().contains("not permitted")) {
        throw e;
      }
    }
  }
}
