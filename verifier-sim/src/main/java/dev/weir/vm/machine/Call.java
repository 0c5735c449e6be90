// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.machine;

/// What a call instruction does: a helper or a kernel function.
@FunctionalInterface
public interface Call {
  /// Performs the call.
  ///
  /// @param machine the caller
  /// @param a R1
  /// @param b R2
  /// @param c R3
  /// @param d R4
  /// @param e R5
  /// @return R0
  long invoke(Machine machine, long a, long b, long c, long d, long e);
}
