// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.VerificationTimes.Row;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.program.VerifierStatistics;
import java.util.List;
import java.util.Locale;

/// What `bench/verify` found, as text and as markdown.
///
/// @param rows a program each
/// @param rounds of measurement
record VerificationReport(List<Row> rows, int rounds) {
  VerificationReport {
    rows = List.copyOf(rows);
  }

  /// Whether the model and the kernel say the same of every program.
  boolean agree() {
    return rows.stream().allMatch(Row::agree);
  }

  String text() {
    return note() + "\n\n" + grid().text();
  }

  String markdown() {
    return """
    # How long verifying takes

    Written by `bench/verify --markdown docs/verification.md`; [how it measures](../bench/README.md).

    """
        + note()
        + "\n\n"
        + grid().markdown();
  }

  private String note() {
    double ratio = Statistics.geometricMean(rows.stream().map(Row::ratio).toList());
    double megabytes = rows.stream().mapToLong(Row::peakBytes).max().orElse(0) / 1e6;
    return String.format(
        Locale.ROOT,
        "The verifier model, in a warm JVM, beside the verifier of Linux %s on the same program:"
            + " medians of %d interleaved rounds in microseconds, %d processors. The ratio is the"
            + " median of the rounds' ratios; their geometric mean is %.2f. Most memory in use,"
            + " garbage included, with a heap limited to 512 MB: %.0f MB.",
        KernelRelease.running().version(),
        rounds,
        Runtime.getRuntime().availableProcessors(),
        ratio,
        megabytes);
  }

  private Grid grid() {
    Grid grid =
        new Grid(
            "object",
            "program",
            "slots",
            "processed",
            "kernel's",
            "states",
            "kernel's",
            "verdict",
            "model us",
            "kernel us",
            "ratio");
    for (Row row : rows) {
      grid.row(
          row.object(),
          row.program(),
          Integer.toString(row.slots()),
          Integer.toString(row.verdict().cost().instructions()),
          row.kernel().map(VerifierStatistics::processedInsns).map(String::valueOf).orElse(""),
          Integer.toString(row.verdict().cost().totalStates()),
          row.kernel().map(VerifierStatistics::totalStates).map(String::valueOf).orElse(""),
          row.verdict().outcome().name().toLowerCase(Locale.ROOT)
              + (row.agree() ? "" : ", kernel differs"),
          String.format(Locale.ROOT, "%.0f", row.modelMicros()),
          String.format(Locale.ROOT, "%.0f", row.kernelMicros()),
          String.format(Locale.ROOT, "%.2f", row.ratio()));
    }
    return grid;
  }
}
