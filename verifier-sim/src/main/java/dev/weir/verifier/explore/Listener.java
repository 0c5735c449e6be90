// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.verifier.state.State;

/// Hears of every state before its instruction is executed.
@FunctionalInterface
public interface Listener {
  /// A state is before an instruction. The state changes afterwards; who needs it later copies it.
  void before(int slot, State state);
}
