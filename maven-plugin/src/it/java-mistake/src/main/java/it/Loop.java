// SPDX-License-Identifier: Apache-2.0
package it;

import dev.weir.dsl.Bpf;
import dev.weir.dsl.Connect4;
import dev.weir.dsl.SockAddr4;
import dev.weir.dsl.Verdict;

@Bpf(license = "GPL")
public final class Loop {
  private Loop() {}

  @Connect4
  static Verdict connect4(SockAddr4 ctx) {
    int port = ctx.dstPort().host();
    return 1000 / port > 3 ? Verdict.ALLOW : Verdict.DENY;
  }
}
