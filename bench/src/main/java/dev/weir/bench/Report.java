// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// What was found.
///
/// @param machine what it was measured on
/// @param code size of the code, by program
/// @param checks whether both do the same, by program
/// @param emptyNs median nanoseconds of a run of an empty program; empty when nothing was run
/// @param times run times, by path through a program
/// @param compiling compile times, by sample
/// @param notes what was left out, and why
record Report(
    Machine machine,
    List<CodeComparison.Row> code,
    List<CrossCheck.Row> checks,
    OptionalDouble emptyNs,
    List<TimeComparison.Row> times,
    List<CompileTimes.Row> compiling,
    List<String> notes) {
  /// Copies the lists.
  Report {
    Objects.requireNonNull(machine);
    code = List.copyOf(code);
    checks = List.copyOf(checks);
    Objects.requireNonNull(emptyNs);
    times = List.copyOf(times);
    compiling = List.copyOf(compiling);
    notes = List.copyOf(notes);
  }

  /// What it was measured on.
  ///
  /// @param kernel the kernel's version
  /// @param processors how many processors
  /// @param clang clang's version
  /// @param effort how often times were measured
  /// @param compileRounds how often compile times were measured
  record Machine(
      String kernel,
      int processors,
      String clang,
      TimeComparison.Effort effort,
      int compileRounds) {}

  /// Geometric mean of the ratios of instructions, ours to clang's.
  OptionalDouble codeRatio() {
    return code.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            Statistics.geometricMean(code.stream().map(CodeComparison.Row::ratio).toList()));
  }

  /// Median of the ratios of run times.
  OptionalDouble timeRatio() {
    return median(times, TimeComparison.Row::ratio);
  }

  /// Median of the ratios of compile times of whole processes.
  OptionalDouble compileRatio() {
    return median(compiling, CompileTimes.Row::ratio);
  }

  /// Whether both did the same on all packets.
  boolean agree() {
    return checks.stream().allMatch(row -> row.differences().isEmpty());
  }

  private static <T> OptionalDouble median(List<T> rows, ToDoubleFunction<T> ratio) {
    return rows.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Statistics.median(rows.stream().mapToDouble(ratio).boxed().toList()));
  }
}
