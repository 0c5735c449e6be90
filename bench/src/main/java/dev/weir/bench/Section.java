// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.CodeComparison.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// A part of the report as people read it.
///
/// @param title its heading
/// @param note what the numbers are
/// @param grid the numbers
record Section(String title, String note, Grid grid) {
  /// The sections of a report; those without numbers are left out.
  static List<Section> of(Report report) {
    List<Section> sections = new ArrayList<>();
    sections.add(summary(report));
    if (!report.code().isEmpty()) {
      sections.add(code(report));
    }
    if (!report.checks().isEmpty()) {
      sections.add(checks(report));
    }
    if (!report.times().isEmpty()) {
      sections.add(times(report));
    }
    if (!report.compiling().isEmpty()) {
      sections.add(compiling(report));
    }
    return sections;
  }

  private static Section summary(Report report) {
    Grid grid = new Grid("Weir to clang", "ratio");
    ratio(grid, "instructions, geometric mean", report.codeRatio());
    ratio(grid, "time of a run, median", report.timeRatio());
    ratio(grid, "time to compile, whole process, median", report.compileRatio());
    Report.Machine machine = report.machine();
    String note =
        "Weir beside clang "
            + machine.clang()
            + " -O2 -mcpu=v3 on equivalent C. Linux "
            + machine.kernel()
            + ", "
            + machine.processors()
            + " processors. Ratios below 1 are in favour of Weir.";
    return new Section("Summary", note, grid);
  }

  private static void ratio(Grid grid, String what, OptionalDouble ratio) {
    ratio.ifPresent(value -> grid.row(what, decimals(value, 2)));
  }

  private static Section code(Report report) {
    Grid grid =
        new Grid(
            "sample", "program", "Weir", "clang", "ratio", "verified", "clang", "stack", "clang");
    for (CodeComparison.Row row : report.code()) {
      grid.row(
          row.sample(),
          row.program(),
          Integer.toString(row.weir().slots()),
          Integer.toString(row.clang().slots()),
          decimals(row.ratio(), 2),
          verified(row.weir()),
          verified(row.clang()),
          stack(row.weir()),
          stack(row.clang()));
    }
    String note =
        "Instructions in slots of 8 bytes; how many the verifier followed over all paths; bytes of "
            + "stack.";
    return new Section("Code", note, grid);
  }

  private static String verified(Side side) {
    return side.statistics().map(s -> Integer.toString(s.processedInsns())).orElse("");
  }

  private static String stack(Side side) {
    return side.statistics()
        .map(s -> Integer.toString(s.stackBytes().stream().mapToInt(Integer::intValue).sum()))
        .orElse("");
  }

  private static Section checks(Report report) {
    Grid grid = new Grid("sample", "program", "packets", "results", "the same");
    for (CrossCheck.Row row : report.checks()) {
      grid.row(
          row.sample(),
          row.program(),
          Integer.toString(row.packets()),
          row.results().entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(e -> e.getValue() + " x " + e.getKey())
              .collect(Collectors.joining(", ")),
          row.differences().isEmpty() ? "yes" : "NO");
    }
    String note =
        "Both on the same generated packets: after each the result, the packet, the events and the "
            + "contents of all maps are compared.";
    return new Section("Behaviour", note, grid);
  }

  private static Section times(Report report) {
    Grid grid = new Grid("sample", "program", "path", "Weir ns", "clang ns", "ratio");
    for (TimeComparison.Row row : report.times()) {
      grid.row(
          row.sample(),
          row.program(),
          row.path(),
          decimals(row.weirNs(), 1),
          decimals(row.clangNs(), 1),
          decimals(row.ratio(), 2));
    }
    TimeComparison.Effort effort = report.machine().effort();
    String note =
        "Nanoseconds of a run under BPF_PROG_TEST_RUN, medians of "
            + effort.rounds()
            + " interleaved rounds of "
            + effort.repeat()
            + " runs each; the ratio is the median of the rounds' ratios. Nothing is subtracted; an "
            + "empty program takes "
            + decimals(report.emptyNs().orElse(Double.NaN), 1)
            + " ns.";
    return new Section("Run time", note, grid);
  }

  private static Section compiling(Report report) {
    Grid grid = new Grid("sample", "weir ms", "clang ms", "ratio", "weir, warm JVM, ms");
    for (CompileTimes.Row row : report.compiling()) {
      grid.row(
          row.sample(),
          decimals(row.weirMs(), 1),
          decimals(row.clangMs(), 1),
          decimals(row.ratio(), 2),
          decimals(row.warmMs(), 2));
    }
    String note =
        "Whole processes, from start to exit, medians of "
            + report.machine().compileRounds()
            + " interleaved rounds; `weir` starts from the launcher's AOT cache. The last column is a "
            + "compilation inside a JVM that has compiled before, from reading the source to the "
            + "object's bytes; clang has nothing like it.";
    return new Section("Compile time", note, grid);
  }

  private static String decimals(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
