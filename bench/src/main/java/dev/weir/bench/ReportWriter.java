// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.CodeComparison.Side;
import dev.weir.loader.program.VerifierStatistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// A report as text for a terminal, as markdown for the documents, and as JSON for programs.
final class ReportWriter {
  private ReportWriter() {}

  /// For people at a terminal.
  static String text(Report report) {
    StringBuilder out = new StringBuilder();
    for (Section section : Section.of(report)) {
      out.append(section.title()).append("\n\n").append(section.note()).append("\n\n");
      out.append(section.grid().text()).append('\n');
    }
    for (CrossCheck.Row row : report.checks()) {
      for (String difference : row.differences()) {
        out.append("difference in ").append(row.sample()).append(", ").append(row.program());
        out.append(": ").append(difference).append('\n');
      }
    }
    report.notes().forEach(note -> out.append("note: ").append(note).append('\n'));
    return out.toString();
  }

  /// For the documents.
  static String markdown(Report report) {
    StringBuilder out = new StringBuilder("# Weir beside clang\n\n");
    out.append("Written by `bench/compare --markdown docs/benchmarks.md`; ");
    out.append("[how it measures](../bench/README.md). How long verifying takes is in\n");
    out.append("[verification.md](verification.md).\n\n");
    for (Section section : Section.of(report)) {
      out.append("## ").append(section.title()).append("\n\n").append(section.note());
      out.append("\n\n").append(section.grid().markdown()).append('\n');
    }
    if (!report.notes().isEmpty()) {
      out.append("## Left out\n\n");
      report.notes().forEach(note -> out.append("- ").append(note).append('\n'));
    }
    return out.toString();
  }

  /// For programs, on one line.
  static String json(Report report) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    Report.Machine machine = report.machine();
    all.put("kernel", machine.kernel());
    all.put("processors", machine.processors());
    all.put("clang", machine.clang());
    all.put("rounds", machine.effort().rounds());
    all.put("repeat", machine.effort().repeat());
    all.put("compileRounds", machine.compileRounds());
    all.put("instructionRatio", number(report.codeRatio()));
    all.put("timeRatio", number(report.timeRatio()));
    all.put("compileRatio", number(report.compileRatio()));
    all.put("same", report.agree());
    all.put("emptyNs", number(report.emptyNs()));
    all.put("code", report.code().stream().map(ReportWriter::code).toList());
    all.put("behaviour", report.checks().stream().map(ReportWriter::check).toList());
    all.put("runTime", report.times().stream().map(ReportWriter::time).toList());
    all.put("compileTime", report.compiling().stream().map(ReportWriter::compiling).toList());
    all.put("notes", report.notes());
    return Json.of(all) + "\n";
  }

  private static @Nullable Double number(OptionalDouble value) {
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }

  private static Map<String, @Nullable Object> code(CodeComparison.Row row) {
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    cells.put("sample", row.sample());
    cells.put("program", row.program());
    cells.put("section", row.section());
    cells.put("weir", side(row.weir()));
    cells.put("clang", side(row.clang()));
    cells.put("ratio", row.ratio());
    return cells;
  }

  private static Map<String, @Nullable Object> side(Side side) {
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    cells.put("instructions", side.slots());
    cells.put("verified", side.statistics().map(VerifierStatistics::processedInsns).orElse(null));
    cells.put("stackBytes", side.statistics().map(VerifierStatistics::stackBytes).orElse(null));
    return cells;
  }

  private static Map<String, @Nullable Object> check(CrossCheck.Row row) {
    Map<String, @Nullable Object> results = new LinkedHashMap<>();
    row.results().forEach((result, count) -> results.put(result.toString(), count));
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    cells.put("sample", row.sample());
    cells.put("program", row.program());
    cells.put("packets", row.packets());
    cells.put("results", results);
    cells.put("differences", row.differences());
    return cells;
  }

  private static Map<String, @Nullable Object> time(TimeComparison.Row row) {
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    cells.put("sample", row.sample());
    cells.put("program", row.program());
    cells.put("path", row.path());
    cells.put("weirNs", row.weirNs());
    cells.put("clangNs", row.clangNs());
    cells.put("ratio", row.ratio());
    return cells;
  }

  private static Map<String, @Nullable Object> compiling(CompileTimes.Row row) {
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    cells.put("sample", row.sample());
    cells.put("weirMs", row.weirMs());
    cells.put("clangMs", row.clangMs());
    cells.put("ratio", row.ratio());
    cells.put("weirWarmMs", row.warmMs());
    return cells;
  }
}
