// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.Walk;

/// What pointers lose when nothing protects them any longer.
///
/// @kernel v6.18 kernel/bpf/verifier.c check_kfunc_call
final class Rcu {
  private Rcu() {}

  /// Where RCU protects nothing any longer, pointers that it protected are not trusted.
  static void forgetUnprotected(Walk walk) {
    if (walk.kernel().has(Behaviour.RCU_BY_CONTEXT) && !Sections.readSide(walk)) {
      forget(walk);
    }
  }

  /// A read section is left. Older kernels distrust its pointers whatever else protects them.
  static void leave(Walk walk) {
    if (walk.kernel().has(Behaviour.RCU_BY_CONTEXT)) {
      forgetUnprotected(walk);
    } else if (walk.state().rcuLocks() == 0) {
      forget(walk);
    }
  }

  private static void forget(Walk walk) {
    walk.state().replaceAll(Rcu::untrusted);
  }

  private static RegState untrusted(RegState value) {
    return value.is(RegFlag.RCU)
        ? value.minus(RegFlag.RCU | RegFlag.MAYBE_NULL).plus(RegFlag.UNTRUSTED)
        : value;
  }
}
