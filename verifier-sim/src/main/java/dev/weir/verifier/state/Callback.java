// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.state;

/// What the kernel expects of a function that it calls back.
///
/// A function called while the call that was given it still runs returns to that call, which then
/// may call it again. One called later, [#async], runs on a stack of its own.
///
/// @param async whether it runs after the program
/// @param least the least number it may return
/// @param greatest the greatest number it may return
/// @param ordersTree whether it compares nodes of a tree, under the tree's lock
/// @kernel v6.12 include/linux/bpf_verifier.h struct bpf_func_state
public record Callback(boolean async, long least, long greatest, boolean ordersTree) {
  /// A callback of a loop: 0 to go on, 1 to stop.
  public static final Callback LOOP = new Callback(false, 0, 1, false);

  /// A callback that compares nodes of a tree.
  public static final Callback ORDER = new Callback(false, 0, 1, true);

  /// The callback of a timer or of queued work.
  public static final Callback LATER = new Callback(true, 0, 0, false);
}
