// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a campaign has counted so far. Mutable, for one thread.
public final class Tally {
  private final Map<Agreement, Integer> counts = new EnumMap<>(Agreement.class);
  private final Map<String, int[]> idioms = new TreeMap<>();
  private final Map<String, int[]> programTypes = new TreeMap<>();
  private final Map<String, Integer> reasons = new LinkedHashMap<>();
  private final Set<String> rules = new TreeSet<>();
  private long kernelProcessed;
  private long modelProcessed;
  private int fewer;
  private int more;
  private long kernelNanos;
  private long modelNanos;
  private int total;

  void add(
      Agreement agreement,
      String programType,
      List<String> shapes,
      KernelVerdict kernel,
      long nanos,
      Opinion model) {
    total++;
    counts.merge(agreement, 1, Integer::sum);
    count(programTypes, programType, kernel.accepted());
    for (String shape : shapes) {
      count(idioms, shape, kernel.accepted());
    }
    if (!kernel.accepted()) {
      String message = kernel.message().isEmpty() ? "error " + kernel.errno() : kernel.message();
      reasons.merge(KernelMessage.shape(message), 1, Integer::sum);
    }
    if (!model.code().isEmpty()) {
      rules.add(model.code());
    }
    kernelNanos += nanos;
    modelNanos += model.nanos();
    if (agreement == Agreement.BOTH_ACCEPT) {
      kernelProcessed += kernel.processed();
      modelProcessed += model.processed();
      fewer += model.processed() < kernel.processed() ? 1 : 0;
      more += model.processed() > kernel.processed() ? 1 : 0;
    }
  }

  private static void count(Map<String, int[]> table, String key, boolean accepted) {
    int[] row = table.computeIfAbsent(key, _ -> new int[2]);
    row[0]++;
    row[1] += accepted ? 1 : 0;
  }

  /// How many programs were judged.
  public int total() {
    return total;
  }

  /// How many programs compare so.
  public int count(Agreement agreement) {
    return counts.getOrDefault(agreement, 0);
  }

  /// How many programs kernel and model differ about.
  public int differences() {
    return counts.entrySet().stream()
        .filter(e -> e.getKey().isDisagreement())
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /// The share of programs, from 0 to 1, about which both have the same verdict, of those that both
  /// judged.
  public double agreement() {
    int agreed = count(Agreement.BOTH_ACCEPT) + count(Agreement.BOTH_REJECT);
    int judged = agreed + differences();
    return judged == 0 ? 1 : (double) agreed / judged;
  }

  /// The share of programs that the kernel accepts, from 0 to 1.
  public double acceptance() {
    int accepted = programTypes.values().stream().mapToInt(row -> row[1]).sum();
    return total == 0 ? 0 : (double) accepted / total;
  }

  /// Instructions the model processed for one that the kernel processed, over the programs that
  /// both accept.
  public double processedRatio() {
    return kernelProcessed == 0 ? 1 : (double) modelProcessed / kernelProcessed;
  }

  /// Programs that both accept, of which the model processed fewer instructions than the kernel:
  /// where it leaves paths that the kernel follows.
  public int fewer() {
    return fewer;
  }

  /// Programs that both accept, of which the model processed more instructions than the kernel.
  public int more() {
    return more;
  }

  /// The share of programs, from 0 to 1, of which model and kernel process equally many
  /// instructions, of those that both accept.
  public double sameCounts() {
    int both = count(Agreement.BOTH_ACCEPT);
    return both == 0 ? 1 : (double) (both - fewer - more) / both;
  }

  /// The time the model took for each nanosecond of the kernel's loads, which also compile.
  public double timeRatio() {
    return kernelNanos == 0 ? 0 : (double) modelNanos / kernelNanos;
  }

  /// How often each idiom occurred, and in how many accepted programs, by name.
  public Map<String, int[]> idioms() {
    return idioms;
  }

  /// How many programs of each type there were, and how many of them the kernel accepted.
  public Map<String, int[]> programTypes() {
    return programTypes;
  }

  /// The codes of the rules that programs broke, as the model says.
  public Set<String> rules() {
    return rules;
  }

  /// The kernel's reasons without their numbers, and how often each occurred.
  public Map<String, Integer> reasons() {
    return reasons;
  }
}
