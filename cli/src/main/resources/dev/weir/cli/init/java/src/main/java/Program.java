package {package};

import dev.weir.dsl.Be16;
import dev.weir.dsl.Bpf;
import dev.weir.dsl.Connect4;
import dev.weir.dsl.Errno;
import dev.weir.dsl.PerCpuHashMap;
import dev.weir.dsl.SockAddr4;
import dev.weir.dsl.Verdict;

/// Keeps the processes of a control group from connecting to blocked ports. Compiled for the kernel.
@Bpf(license = "GPL", module = "{name}")
public final class {class} {
  /// Blocked ports. Each processor counts for itself.
  static final PerCpuHashMap<Be16, Rule> BLOCKED = PerCpuHashMap.withCapacity(1_024);

  private {class}() {}

  /// What is known of a blocked port.
  static final class Rule {
    /// How often someone tried to connect.
    public long tries;
  }

  @Connect4
  static Verdict connect4(SockAddr4 ctx) {
    Rule rule = BLOCKED.lookup(ctx.dstPort());
    if (rule == null) {
      return Verdict.ALLOW;
    }
    rule.tries++;
    return Verdict.deny(Errno.EPERM);
  }
}
