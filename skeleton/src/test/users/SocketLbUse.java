// SPDX-License-Identifier: Apache-2.0
package com.example;

import com.example.SocketLb.Backend4;
import com.example.SocketLb.Counters;
import com.example.SocketLb.Origin4;
import com.example.SocketLb.Service;
import com.example.SocketLb.ServiceKey4;
import com.example.SocketLb.ServiceKey6;
import dev.weir.loader.host.Cgroup;
import dev.weir.loader.value.Be32;
import dev.weir.loader.value.Ip6;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Callable;

/// Reaches a backend by the address of its service.
public final class SocketLbUse implements Callable<String> {
  private static final int TCP = 6;

  @Override
  public String call() throws Exception {
    String name = "weir-skeleton-lb-" + ProcessHandle.current().pid();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Cgroup group = Cgroup.create(name);
        SocketLb lb = SocketLb.load(SocketLb.Options.defaults())) {
      // guide: maps
      Be32 service = Be32.parse("10.96.0.1");
      lb.backends4().set(0, new Backend4(Be32.parse("127.0.0.1"), server.getLocalPort()));
      lb.services4().put(new ServiceKey4(service, 80, TCP), new Service(0, 1));
      lb.services6().put(new ServiceKey6(Ip6.parse("fd00::1"), 80, TCP), new Service(0, 0));
      // guide: end
      lb.connect4().attach(group);
      lb.connect6().attach(group);
      lb.getpeername4().attach(group);
      lb.getpeername6().attach(group);
      group.add(ProcessHandle.current().pid());
      String peer;
      try (Socket client = new Socket("10.96.0.1", 80)) {
        server.accept().close();
        peer = client.getRemoteSocketAddress().toString();
      }
      Origin4 origin = lb.origins4().entries().values().iterator().next();
      long translated = lb.counters().reduce(0, Counters::plus).translated();
      return peer + " " + origin + " translated " + translated + " " + lb.services6().entries();
    }
  }
}
