// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.structure.CallGraph.Site;
import java.util.List;
import java.util.function.IntPredicate;

/// Addresses of functions that no path calls. The kernel removes what no path reaches, then
/// translates the functions that are left one by one; an address that is taken on some path and led
/// to the removed end of the program leads nowhere then. Where a function follows, the address
/// leads to that, and nobody notices; a program of one function is not looked at.
///
/// @kernel v6.12 kernel/bpf/verifier.c opt_remove_dead_code jit_subprogs
final class LostCallbacks {
  private LostCallbacks() {}

  /// @param reached which slots some path came by
  static void check(Slots slots, List<List<Site>> sites, IntPredicate reached) {
    List<FunctionImage> left =
        slots.image().functions().stream().filter(f -> reached.test(f.start())).toList();
    if (left.size() < 2) {
      return;
    }
    int last = left.getLast().start();
    for (List<Site> inFunction : sites) {
      for (Site site : inFunction) {
        FunctionImage callee = slots.image().functions().get(site.callee());
        if (!site.called() && reached.test(site.slot()) && callee.start() > last) {
          throw new Misplaced(
              site.slot(),
              Rule.CALLBACK_NEVER_CALLED,
              "the address of `" + callee.name() + "` is taken, but no path calls it",
              "no path reaches instruction " + callee.start() + ", so the kernel removes it");
        }
      }
    }
  }
}
