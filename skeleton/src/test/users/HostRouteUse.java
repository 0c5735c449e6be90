// SPDX-License-Identifier: Apache-2.0
package com.example;

import com.example.HostRoute.Counters;
import dev.weir.loader.LoadOptions;
import java.util.concurrent.Callable;

/// A packet whose time to live ends goes to the stack.
public final class HostRouteUse implements Callable<String> {
  @Override
  public String call() {
    LoadOptions loading = LoadOptions.defaults().withStatistics();
    try (HostRoute route = HostRoute.load(HostRoute.Options.of(loading))) {
      byte[] packet = new byte[64];
      packet[12] = 8;
      packet[14] = 0x45;
      packet[17] = 50;
      packet[22] = 1;
      int verdict = route.fromPod().testRun(packet).retval();
      boolean measured = route.fromPod().program().statistics().isPresent();
      return verdict + " " + measured + " " + route.counters().reduce(0, Counters::plus);
    }
  }
}
