// SPDX-License-Identifier: Apache-2.0
package it;

import dev.weir.dsl.Be16;
import dev.weir.dsl.Bpf;
import dev.weir.dsl.Connect4;
import dev.weir.dsl.HashMap;
import dev.weir.dsl.SockAddr4;
import dev.weir.dsl.Verdict;

/// Counts connections by port.
@Bpf(license = "GPL")
public final class Ports {
  static final HashMap<Be16, Row> ROWS = HashMap.withCapacity(64);

  private Ports() {}

  /// What is known of a port.
  static final class Row {
    /// How often someone connected.
    public long tries;
  }

  @Connect4
  static Verdict count(SockAddr4 ctx) {
    Row row = ROWS.lookup(ctx.dstPort());
    if (row != null) {
      row.tries++;
    }
    return Verdict.ALLOW;
  }
}
