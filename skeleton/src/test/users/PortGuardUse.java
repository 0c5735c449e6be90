// SPDX-License-Identifier: Apache-2.0
package com.example;

import com.example.PortGuard.Counters;
import dev.weir.loader.host.Cgroup;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.Callable;

/// Reserves ports of one's own choice.
public final class PortGuardUse implements Callable<String> {
  @Override
  public String call() throws Exception {
    String name = "weir-skeleton-ports-" + ProcessHandle.current().pid();
    // guide: constants
    PortGuard.Options options = PortGuard.Options.defaults().first(40_000).last(40_100);
    // guide: end
    try (Cgroup group = Cgroup.create(name);
        PortGuard guard = PortGuard.load(options)) {
      guard.bind4().attach(group.path());
      guard.bind6().attach(group);
      group.add(ProcessHandle.current().pid());
      String said = guard.first() + ".." + guard.last();
      try (ServerSocket socket = new ServerSocket(40_007, 1, InetAddress.getLoopbackAddress())) {
        said += " bound " + socket.getLocalPort();
      } catch (BindException e) {
        said += " refused";
      }
      return said + " " + guard.counters().reduce(0, Counters::plus);
    }
  }
}
