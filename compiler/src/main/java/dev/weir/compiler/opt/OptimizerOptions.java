// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.IrFunction;
import java.util.Objects;
import java.util.Set;

/// How the optimizer runs, and who watches it.
///
/// @param enabled false to run required passes only
/// @param disabled names of passes to leave out; required ones run all the same
/// @param bisect how many runs of passes over functions to make before the rest is left out; the
///   first run with a wrong result is found by halving
/// @param check whether to check the invariants after every pass
/// @param dump gets each function after each pass that changed it
/// @param timing gets the time each run of a pass took
public record OptimizerOptions(
    boolean enabled, Set<String> disabled, long bisect, boolean check, Dump dump, Timing timing) {
  /// All passes, without limit, checks and watchers.
  public static final OptimizerOptions DEFAULT =
      new OptimizerOptions(true, Set.of(), Long.MAX_VALUE, false, (_, _, _) -> {}, (_, _, _) -> {});

  /// Copies the set.
  public OptimizerOptions {
    disabled = Set.copyOf(disabled);
    Objects.requireNonNull(dump);
    Objects.requireNonNull(timing);
  }

  /// Gets functions as passes leave them.
  @FunctionalInterface
  public interface Dump {
    /// Takes a function.
    ///
    /// @param pass the pass that just ran
    /// @param before the function before it
    /// @param after the function after it; differs from `before`
    void accept(Pass pass, IrFunction before, IrFunction after);
  }

  /// Gets times.
  @FunctionalInterface
  public interface Timing {
    /// Takes the time of one run of a pass over a function.
    void accept(Pass pass, IrFunction function, long nanoseconds);
  }

  /// The same options with invariants checked after every pass.
  public OptimizerOptions checked() {
    return new OptimizerOptions(enabled, disabled, bisect, true, dump, timing);
  }

  /// The same options with these passes left out.
  public OptimizerOptions without(Set<String> names) {
    return new OptimizerOptions(enabled, names, bisect, check, dump, timing);
  }

  /// The same options with this dump.
  public OptimizerOptions dumping(Dump newDump) {
    return new OptimizerOptions(enabled, disabled, bisect, check, newDump, timing);
  }

  /// The same options with this many runs of passes.
  public OptimizerOptions bisecting(long count) {
    return new OptimizerOptions(enabled, disabled, count, check, dump, timing);
  }
}
