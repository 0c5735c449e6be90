// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// The kernel that is compiled for.
public final class Kernel {
  private Kernel() {}

  /// Whether every kernel that the object may load on is of that version or newer. Decided when
  /// compiling: the branch that is not taken is not checked against what the target has.
  public static boolean atLeast(int major, int minor) {
    throw Compiled.only();
  }
}
