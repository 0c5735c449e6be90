// SPDX-License-Identifier: Apache-2.0
package it;

import dev.weir.dsl.Bind4;
import dev.weir.dsl.Bind6;
import dev.weir.dsl.Bpf;
import dev.weir.dsl.Errno;
import dev.weir.dsl.SockAddr4;
import dev.weir.dsl.SockAddr6;
import dev.weir.dsl.Verdict;
import it.net.Ports;

/// Keeps reserved ports for the platform.
@Bpf(license = "GPL", module = "it.port_guard")
public final class PortGuard {
  private PortGuard() {}

  @Bind4
  static Verdict bind4(SockAddr4 ctx) {
    return Ports.reserved(ctx.localPort().host()) ? Verdict.deny(Errno.EADDRINUSE) : Verdict.ALLOW;
  }

  @Bind6
  static Verdict bind6(SockAddr6 ctx) {
    return Ports.reserved(ctx.localPort().host()) ? Verdict.deny(Errno.EADDRINUSE) : Verdict.ALLOW;
  }
}
