// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import dev.weir.dsl.Bind4;
import dev.weir.dsl.Bind6;
import dev.weir.dsl.Bpf;
import dev.weir.dsl.Counter;
import dev.weir.dsl.Errno;
import dev.weir.dsl.LoadTime;
import dev.weir.dsl.PostBind4;
import dev.weir.dsl.PostBind6;
import dev.weir.dsl.SockAddr4;
import dev.weir.dsl.SockAddr6;
import dev.weir.dsl.SocketContext;
import dev.weir.dsl.Verdict;

/// Keeps a range of ports for the platform: processes of the cgroup cannot bind to them, whether
/// they ask for the port (`bind4`, `bind6`) or are given it (`post_bind4`, `post_bind6`).
@Bpf(license = "GPL", module = "samples.port_guard")
public final class PortGuard {
  /// First reserved port.
  static final int FIRST = LoadTime.of(30_000);

  /// Last reserved port.
  static final int LAST = LoadTime.of(32_767);

  static final Counter REFUSED = Counter.perCpu();

  private PortGuard() {}

  @Bind4
  static Verdict bind4(SockAddr4 ctx) {
    return judge(ctx.localPort().host());
  }

  @Bind6
  static Verdict bind6(SockAddr6 ctx) {
    return judge(ctx.localPort().host());
  }

  @PostBind4
  static Verdict postBind4(SocketContext socket) {
    return judge(socket.srcPort());
  }

  @PostBind6
  static Verdict postBind6(SocketContext socket) {
    return judge(socket.srcPort());
  }

  private static Verdict judge(int port) {
    if (port >= FIRST && port <= LAST) {
      REFUSED.increment();
      return Verdict.deny(Errno.EADDRINUSE);
    }
    return Verdict.ALLOW;
  }
}
