// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.machine;

/// Hears of every instruction before it is executed. Runs without an observer do not pay for it.
@FunctionalInterface
public interface Observer {
  /// An instruction is about to be executed.
  ///
  /// @param step where, and the state; valid during the call only
  void before(Step step);
}
