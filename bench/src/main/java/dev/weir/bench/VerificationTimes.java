// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Program;
import dev.weir.loader.LoadOptions;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.program.VerifierStatistics;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.VerifyOptions;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How long verifying a program takes in the kernel and in the model, in turns.
final class VerificationTimes {
  private static final double NANOS_PER_MICRO = 1e3;

  private VerificationTimes() {}

  /// A program.
  ///
  /// @param object name of the object
  /// @param program name of the program
  /// @param slots its length with all functions
  /// @param kernel what the kernel counted; empty when it rejects the program
  /// @param verdict what the model says
  /// @param kernelMicros median of the kernel's own measurements
  /// @param modelMicros median of the model's, from the linked program to the verdict
  /// @param ratio median of the rounds' ratios of the model to the kernel
  /// @param peakBytes most memory in use while the model ran, garbage included
  record Row(
      String object,
      String program,
      int slots,
      Optional<VerifierStatistics> kernel,
      Verdict verdict,
      double kernelMicros,
      double modelMicros,
      double ratio,
      long peakBytes) {
    boolean agree() {
      return kernel.isPresent() == verdict.accepted();
    }
  }

  static Row measure(BpfObject object, Program program, int rounds, int warmUpMs)
      throws IOException {
    KernelModel kernel = KernelModel.of(KernelRelease.running().version());
    ProgramImage image;
    try {
      image = ImageBuilder.build(object, program, kernel);
    } catch (LinkException e) {
      throw new IOException(e.message(), e);
    }
    long end = System.nanoTime() + warmUpMs * 1_000_000L;
    while (System.nanoTime() < end) {
      Verifier.verify(image, kernel, VerifyOptions.DEFAULT);
    }
    System.gc();
    pools().forEach(MemoryPoolMXBean::resetPeakUsage);
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    Optional<VerifierStatistics> statistics = Optional.empty();
    Verdict verdict = Verifier.verify(image, kernel, VerifyOptions.DEFAULT);
    for (int round = 0; round < rounds; round++) {
      boolean kernelFirst = round % 2 == 0;
      if (kernelFirst) {
        statistics = ask(object, program);
      }
      long start = System.nanoTime();
      verdict = Verifier.verify(image, kernel, VerifyOptions.DEFAULT);
      ours.add((System.nanoTime() - start) / NANOS_PER_MICRO);
      if (!kernelFirst) {
        statistics = ask(object, program);
      }
      theirs.add(statistics.map(s -> (double) s.timeMicros()).orElse(0.0));
      ratios.add(ours.getLast() / Math.max(1, theirs.getLast()));
    }
    long peak = pools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    return new Row(
        object.name(),
        program.name(),
        image.slots(),
        statistics,
        verdict,
        Statistics.median(theirs),
        Statistics.median(ours),
        Statistics.median(ratios),
        peak);
  }

  /// Loads the program alone; empty when the verifier rejects it.
  private static Optional<VerifierStatistics> ask(BpfObject object, Program program) {
    LoadOptions options = LoadOptions.defaults().only(program.name()).withStatistics();
    try (LoadedObject loaded = Loader.load(object, options)) {
      return loaded.program(program.name()).statistics();
    } catch (BpfException e) {
      return Optional.empty();
    }
  }

  private static List<MemoryPoolMXBean> pools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }
}
