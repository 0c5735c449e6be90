// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bytecode.object.ObjectWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// How long compiling takes: whole processes, taking turns, and ours again in a warm JVM.
final class CompileTimes {
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final int WARM_RUNS = 31;
  private static final double NANOS_PER_MILLI = 1e6;

  private CompileTimes() {}

  /// A sample.
  ///
  /// @param sample its name
  /// @param weirMs median milliseconds of a `weir compile` process
  /// @param clangMs median milliseconds of a clang process
  /// @param ratio median of the rounds' ratios of ours to clang's
  /// @param warmMs median milliseconds of a compilation in a warm JVM, from source text to the
  ///   bytes of the object
  record Row(String sample, double weirMs, double clangMs, double ratio, double warmMs) {}

  /// Measures the samples.
  ///
  /// @param root the checkout's top folder, with the launcher
  /// @param rounds rounds, each with one process of both for every sample
  /// @throws IOException when a compiler fails
  static List<Row> measure(Path root, List<Sample> samples, Clang clang, int rounds)
      throws IOException {
    Path folder = Files.createTempDirectory("weir-bench-");
    try {
      List<Row> rows = new ArrayList<>();
      for (Sample sample : samples) {
        rows.add(measure(root, sample, clang, rounds, folder));
      }
      return rows;
    } finally {
      delete(folder);
    }
  }

  private static Row measure(Path root, Sample sample, Clang clang, int rounds, Path folder)
      throws IOException {
    Path object = folder.resolve(sample.name() + ".o");
    List<String> ours =
        List.of(
            root.resolve("weir").toString(),
            "compile",
            sample.weirSource().toString(),
            "-o",
            object.toString());
    List<String> theirs = clang.command(sample.cSource(), folder.resolve("clang.o"));
    processMs(ours);
    processMs(theirs);
    List<Double> weirMs = new ArrayList<>();
    List<Double> clangMs = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      boolean weirFirst = round % 2 == 0;
      double first = processMs(weirFirst ? ours : theirs);
      double second = processMs(weirFirst ? theirs : ours);
      weirMs.add(weirFirst ? first : second);
      clangMs.add(weirFirst ? second : first);
      ratios.add(weirMs.getLast() / clangMs.getLast());
    }
    return new Row(
        sample.name(),
        Statistics.median(weirMs),
        Statistics.median(clangMs),
        Statistics.median(ratios),
        warmMs(sample));
  }

  private static double processMs(List<String> command) throws IOException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(String.join(" ", command) + " failed with status " + status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.getFirst() + " ran", e);
    }
    return (System.nanoTime() - start) / NANOS_PER_MILLI;
  }

  private static double warmMs(Sample sample) throws IOException {
    long end = System.nanoTime() + WARM_UP.toNanos();
    while (System.nanoTime() < end) {
      compile(sample);
    }
    List<Double> times = new ArrayList<>();
    for (int run = 0; run < WARM_RUNS; run++) {
      long start = System.nanoTime();
      compile(sample);
      times.add((System.nanoTime() - start) / NANOS_PER_MILLI);
    }
    return Statistics.median(times);
  }

  private static void compile(Sample sample) throws IOException {
    if (ObjectWriter.write(Pair.weir(sample.weirSource())).length == 0) {
      throw new IllegalStateException("an empty object");
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
