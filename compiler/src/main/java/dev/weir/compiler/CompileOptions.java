// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler;

import dev.weir.bytecode.kernel.KernelVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;

/// How to compile. Only the target changes what a correct compilation means; the rest is for
/// looking at it.
///
/// @param target the oldest kernel that the object must load on
/// @param sourceRoots folders in which the modules that a source uses are looked for, first match
///   wins
/// @param dump what to show of the stages in between; empty for nothing
/// @param dumpSink takes each dump: its title, such as `optimize connect4`, and its text
/// @param timingSink takes the name of each stage and pass that ended, and how long it took
/// @param disabled names of optimizer passes to leave out
/// @param bisect how many optimizer passes to run, counted over all functions, before the rest is
///   left out; empty for all
/// @param check whether to hold the invariants of the intermediate representation after every pass,
///   and to prove every register allocation
public record CompileOptions(
    KernelVersion target,
    List<Path> sourceRoots,
    Optional<DumpRequest> dump,
    BiConsumer<String, String> dumpSink,
    BiConsumer<String, Duration> timingSink,
    Set<String> disabled,
    OptionalInt bisect,
    boolean check) {
  /// Copies the collections.
  public CompileOptions {
    Objects.requireNonNull(target);
    sourceRoots = List.copyOf(sourceRoots);
    Objects.requireNonNull(dump);
    Objects.requireNonNull(dumpSink);
    Objects.requireNonNull(timingSink);
    disabled = Set.copyOf(disabled);
    Objects.requireNonNull(bisect);
  }

  /// What to show of the stages in between.
  ///
  /// @param stage a stage or a pass
  /// @param function only this function; empty for all
  public record DumpRequest(String stage, Optional<String> function) {
    /// Checks for null.
    public DumpRequest {
      Objects.requireNonNull(stage);
      Objects.requireNonNull(function);
    }

    /// The request as users write it: `STAGE` or `STAGE:FUNCTION`.
    public static DumpRequest parse(String text) {
      int colon = text.indexOf(':');
      return colon < 0
          ? new DumpRequest(text, Optional.empty())
          : new DumpRequest(
              text.substring(0, colon),
              Optional.of(text.substring(colon + 1)).filter(name -> !name.isEmpty()));
    }

    /// Whether a dump is wanted.
    public boolean wants(String someStage, String someFunction) {
      return stage.equals(someStage) && function.map(someFunction::equals).orElse(true);
    }
  }

  /// For the oldest supported kernel and all newer ones, everything optimized, nothing shown.
  public static CompileOptions defaults() {
    return new CompileOptions(
        KernelVersion.V6_1,
        List.of(),
        Optional.empty(),
        (_, _) -> {},
        (_, _) -> {},
        Set.of(),
        OptionalInt.empty(),
        false);
  }

  /// These options for another target.
  public CompileOptions withTarget(KernelVersion newTarget) {
    return new CompileOptions(
        newTarget, sourceRoots, dump, dumpSink, timingSink, disabled, bisect, check);
  }

  /// These options with other folders for modules.
  public CompileOptions withSourceRoots(List<Path> newRoots) {
    return new CompileOptions(
        target, newRoots, dump, dumpSink, timingSink, disabled, bisect, check);
  }

  /// These options with a dump.
  public CompileOptions withDump(DumpRequest request, BiConsumer<String, String> sink) {
    return new CompileOptions(
        target, sourceRoots, Optional.of(request), sink, timingSink, disabled, bisect, check);
  }

  /// These options with a receiver of times.
  public CompileOptions withTiming(BiConsumer<String, Duration> sink) {
    return new CompileOptions(target, sourceRoots, dump, dumpSink, sink, disabled, bisect, check);
  }

  /// These options with these passes left out, besides those left out already.
  public CompileOptions withDisabled(Set<String> passes) {
    Set<String> all = new LinkedHashSet<>(disabled);
    all.addAll(passes);
    return new CompileOptions(target, sourceRoots, dump, dumpSink, timingSink, all, bisect, check);
  }

  /// These options with only the first passes.
  public CompileOptions withBisect(int passes) {
    return new CompileOptions(
        target, sourceRoots, dump, dumpSink, timingSink, disabled, OptionalInt.of(passes), check);
  }

  /// These options with the compiler checking itself at every step.
  public CompileOptions checked() {
    return new CompileOptions(
        target, sourceRoots, dump, dumpSink, timingSink, disabled, bisect, true);
  }
}
